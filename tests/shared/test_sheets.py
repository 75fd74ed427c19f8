"""Any sheet as PDF: the same bytes for the same words, nothing in a word becomes markup, and a limit on what it may say."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import sheets
from tests.medical.pdf import text_of

AT = datetime(2020, 6, 12, 2, tzinfo=UTC)
TEMPLATE = """#set page(width: 100mm, height: 60mm)
#set text(font: (sys.inputs.serif, sys.inputs.sans))
#let told = json(bytes(sys.inputs.values))
#told.name
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A house with one template."""
    templates = tmp_path / "services" / "toy" / "templates"
    templates.mkdir(parents=True)
    (templates / "toy.typ").write_text(TEMPLATE)
    monkeypatch.setattr(sheets, "_ROOT", tmp_path)
    return "toy"


async def test_words_are_printed_as_they_are_and_never_run(house: str) -> None:
    told = await sheets.pdf(house, "toy.typ", {"name": '#read("/etc/passwd") *王小明* $x$ <a> ᠮ'}, at=AT)

    assert "王小明" in text_of(told)
    assert '#read("/etc/passwd")*' in text_of(told)


async def test_the_same_words_at_the_same_instant_are_the_same_bytes(house: str) -> None:
    papers = await asyncio.gather(*(sheets.pdf(house, "toy.typ", {"name": "王小明"}, at=AT) for _ in range(5)))

    assert len(set(papers)) == 1


async def test_a_sheet_can_be_archived(house: str) -> None:
    told = await sheets.pdf(house, "toy.typ", {"name": "王小明"}, at=AT)

    assert b"<pdfaid:part>2</pdfaid:part>" in told and b"<pdfaid:conformance>A</pdfaid:conformance>" in told


async def test_a_name_with_a_sign_that_no_face_has_is_printed_with_a_box_for_it(house: str) -> None:
    told = await sheets.pdf(house, "toy.typ", {"name": "王\U000309aa明"}, at=AT)

    assert told == await sheets.pdf(house, "toy.typ", {"name": "王\U000309aa明"}, at=AT)
    assert "王" in text_of(told) and "明" in text_of(told)
    assert b"<pdfaid:part>" not in told


async def test_a_mistake_in_a_template_is_no_blank_paper(house: str) -> None:
    with pytest.raises(RuntimeError, match="does not contain key"):
        await sheets.pdf(house, "toy.typ", {"missing": "name"}, at=AT)


async def test_a_sheet_that_says_too_much_is_refused(house: str) -> None:
    with pytest.raises(ValueError, match="at most"):
        await sheets.pdf(house, "toy.typ", {"name": "雨" * sheets.VALUES_LIMIT_BYTES}, at=AT)


def test_both_faces_are_there_and_know_the_signs_of_names_and_of_money() -> None:
    assert sorted(sheets._faces().families()) == [sheets.SANS, sheets.SERIF]


def test_a_qr_code_depends_on_nothing_but_its_text() -> None:
    assert sheets.qr_code("https://a.example/1") == sheets.qr_code("https://a.example/1")
    assert sheets.qr_code("https://a.example/1") != sheets.qr_code("https://a.example/2")
