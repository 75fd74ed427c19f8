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


async def test_a_sheet_that_says_too_much_is_refused(house: str) -> None:
    with pytest.raises(ValueError, match="at most"):
        await sheets.pdf(house, "toy.typ", {"name": "雨" * sheets.VALUES_LIMIT_BYTES}, at=AT)


def test_both_faces_are_there_and_know_the_signs_of_names_and_of_money() -> None:
    assert sorted(sheets._faces().families()) == [sheets.SANS, sheets.SERIF]


def test_a_qr_code_depends_on_nothing_but_its_text() -> None:
    assert sheets.qr_code("https://a.example/1") == sheets.qr_code("https://a.example/1")
    assert sheets.qr_code("https://a.example/1") != sheets.qr_code("https://a.example/2")
