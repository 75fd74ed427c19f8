"""Texts that cells share are read once for all parts of a sheet, and say what they say in a sheet that is read whole."""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress

import pytest
from openpyxl import Workbook

from shared import grid, sheet_parts, sheet_texts, sheet_xml
from shared.cells import Cell
from shared.grid import NotAWorkbook, TooMuchText, read_grid
from tests.builders.registry import packed

TOP = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
WRITTEN = [
    "<si><t>张三</t></si>",
    '<si><t xml:space="preserve"> 前后有空格 </t></si>',
    "<si><t> 前后有空格 </t></si>",
    '<si><r><rPr><b/><sz val="11"/><color theme="1"/><rFont val="宋体"/></rPr><t>半</t></r><r><t>粗</t></r></si>',
    '<si><t>户主</t><rPh sb="0" eb="1"><t>HU</t></rPh><phoneticPr fontId="1" type="noConversion"/></si>',
    "<si/>",
    "<si></si>",
    "<si><t/></si>",
    "<si><t>上&#10;下&amp;&lt;_x000D_</t></si>",
    "<si><t>_x0001_3</t></si>",
    "\n<si>\n<t>最后</t>\n</si>\n",
]


def a_book(texts: str, rows: str) -> bytes:
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(Workbook()))) as source, zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if "sharedStrings" not in name:
                copy.writestr(name, f"{TOP}{rows}</sheetData></worksheet>" if "sheet1" in name else source.read(name))
        copy.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?>\r\n<sst count="9" uniqueCount="9">{texts}</sst>')
    return book.getvalue()


def all_of(count: int) -> str:
    """A cell for each text, in a row of its own."""
    return "".join(f'<row r="{at + 1}"><c r="A{at + 1}" t="s"><v>{at}</v></c></row>' for at in range(count))


def first_column(content: bytes) -> Sequence[Cell]:
    lines = [line[0] if line else None for line in read_grid(content)]
    while lines and lines[-1] is None:
        lines.pop()
    return lines


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was read in this process; nothing, if the sheet was left to another."""
    parts, read = list[bytes](), sheet_parts.Parts._read_part

    def note(self: sheet_parts.Parts, xml: bytes) -> object:
        parts.append(xml)
        return read(self, xml)

    monkeypatch.setattr(sheet_parts.Parts, "_read_part", note)
    return parts


@pytest.mark.parametrize("piece_bytes", [60, 400, sheet_xml.PIECE_BYTES])
def test_however_a_text_is_written_it_says_what_it_says_to_a_reader_of_the_whole(
    piece_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = a_book("".join(WRITTEN), all_of(len(WRITTEN)))
    with monkeypatch.context() as patch:
        patch.setattr(sheet_parts, "REPEATED_BYTES", 0)  # then a process apart reads it
        whole = first_column(book)
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", piece_bytes)
    assert first_column(book) == whole
    assert whole[0], whole[3] == ("张三", "半粗")


def test_texts_are_read_once_however_many_parts_a_sheet_has(read_here: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 400)
    texts = [f"第{at}户" for at in range(100)]
    read = first_column(a_book("".join(f"<si><t>{text}</t></si>" for text in texts), all_of(100)))
    assert read == texts
    with_texts = [part for part in read_here if "户".encode() in part]
    assert sum(part.count("户".encode()) for part in with_texts) == 100
    assert len(read_here) > len(with_texts) > 5


def test_a_cell_that_names_a_text_that_is_not_there_makes_no_sense() -> None:
    with pytest.raises(NotAWorkbook):
        read_grid(a_book("<si><t>张三</t></si>", all_of(2)))


@pytest.mark.parametrize("written", ["_x0001_0", "&#1;0", "&#x01;0"])
def test_a_text_of_its_own_is_never_taken_for_the_number_of_a_shared_one(written: str, read_here: list[bytes]) -> None:
    cell = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{written}</t></is></c></row>'
    assert first_column(a_book("<si><t>张三</t></si>", all_of(1) + cell)) == ["张三", "\x010"]
    assert not any(written.encode() in part for part in read_here)


@pytest.mark.parametrize(
    "texts",
    [
        "<si><t>一</t></si></is></c><c r='XFD1048576'><v>1</v></c>",
        "<si><t>一</t></is></c><c r='XFD1048576'><v>1</v></c></si>",
        "<si><t>一</t></si><row r='1048576'><c><v>1</v></c></row>",
        "<si><t>一</t></si><!-- <si> --><x:si/>",
        "<si x='1'><t>一</t></si>",
        "</sst><si><t>一</t></si>",
        "</sheetData><sheetData>",
    ],
)
def test_what_is_no_text_is_not_read_here(texts: str, read_here: list[bytes]) -> None:
    read_or_refused = a_book(texts, '<row r="1"><c r="A1"><v>7</v></c></row>')
    with suppress(NotAWorkbook):
        assert first_column(read_or_refused) == [7]
    beside = (b"XFD", b"1048576", b"<!--", b"x:si", b"x='1'", b"</sheetData><sheetData>")
    assert not any(each in part for part in read_here for each in beside)


def test_a_long_text_in_every_cell_of_a_small_file_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "SIGNS", 1_000)
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 12))
    with pytest.raises(TooMuchText):
        read_grid(a_book(f"<si><t>{'字' * 100}</t></si>", rows))
    assert len(read_grid(a_book(f"<si><t>{'字' * 90}</t></si>", rows))) == 11


def test_a_text_without_end_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 1_000)
    monkeypatch.setattr(sheet_xml, "ROW_BYTES", 5_000)
    with pytest.raises(TooMuchText):
        read_grid(a_book(f"<si><t>{'字' * 5_000}</t></si>", all_of(1)))


def test_more_texts_than_any_table_has_are_left_to_a_process_that_may_die_of_them(
    read_here: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_texts, "TEXTS", 3)
    assert first_column(a_book("".join(f"<si><t>{at}</t></si>" for at in "甲乙丙丁"), all_of(4))) == list("甲乙丙丁")
    assert not any(b"<v>0" in part for part in read_here)
