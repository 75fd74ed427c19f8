"""Sheets read in parts say the same as sheets read whole, and none takes memory for what nobody looked at."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from shared import sheet_parts, sheet_xml
from shared.cells import Cell, Uncalculated
from shared.errors import Refusal
from shared.grid import WIDTH, Grid, NotAWorkbook, read_grid, read_sheet
from tests.builders.registry import packed, with_part

SHEET = "xl/worksheets/sheet1.xml"


def a_book() -> bytes:
    """Of whatever a part could lose: texts that come again, days, a merged column that ends narrower than it began, blank rows, a
    formula without a value beyond the others, a hidden row, and nothing in the first column."""
    book = Workbook()
    sheet: Any = book.active
    for row in range(3, 60):
        if row not in range(30, 40):
            sheet.append([])
            sheet.cell(row, 2, f"户{row // 3}")
            sheet.cell(row, 3, row / 4 if row % 2 else row > 20)
            sheet.cell(row, 4, date(2020, 1, row % 28 + 1))
    for row in range(3, 10):
        sheet.cell(row, 9, "说明")
    sheet.merge_cells("I9:I55")
    sheet.cell(50, 11, "=B50")
    sheet.row_dimensions[45].hidden = True
    return packed(book)


def told(grid: Grid) -> tuple[Any, ...]:
    """Without what says nothing: blanks at the end of a line, and midnight."""
    lines = [[_day(cell) for cell in line] for line in grid.cells]
    for line in lines:
        while line and line[-1] is None:
            line.pop()
    return lines, grid.kind, list(grid.hidden_rows), list(grid.hidden_columns), grid.merged, grid.counts_from_1904


def _day(cell: Cell) -> Cell:
    return cell.date() if isinstance(cell, datetime) else cell


def with_sheet(content: bytes, *replaced: tuple[bytes, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            part = source.read(name)
            for old, new in replaced if name == SHEET else ():
                assert old in part
                part = part.replace(old, new)
            copy.writestr(name, part)
    return target.getvalue()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Some ten rows each."""
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 1_500)
    parts, read = list[bytes](), sheet_parts.Parts._read_part

    def note(self: sheet_parts.Parts, xml: bytes) -> Any:
        parts.append(xml)
        return read(self, xml)

    monkeypatch.setattr(sheet_parts.Parts, "_read_part", note)
    return parts


def apart(monkeypatch: pytest.MonkeyPatch, content: bytes) -> Grid:
    """As it is read by a process that may die of it."""
    with monkeypatch.context() as patch:
        patch.setattr(sheet_parts, "REPEATED_BYTES", 0)
        return read_sheet(content)


def test_many_parts_say_what_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_sheet(a_book())
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 1_500)
    in_parts = read_sheet(a_book())
    assert told(in_parts) == told(whole)
    assert in_parts.cells[54][8] == "说明"
    assert in_parts.cells[49][10] == Uncalculated()
    assert in_parts.hidden_rows == [45]


def test_each_part_holds_rows_of_its_own(small_parts: list[bytes]) -> None:
    read_sheet(a_book())
    assert len(small_parts) == 3
    assert sum(part.count(b"<row") for part in small_parts) == 57


def test_a_process_apart_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(apart(monkeypatch, a_book())) == told(read_sheet(a_book()))


@pytest.mark.parametrize(
    "written",
    [
        [(b'<c r="', b'<c s="0" r="')],
        [(b"<sheetData>", b"<!-- </row> --><sheetData>")],
        [(b"<sheetData>", b'<sheetData x="1">')],
        [(b"<row ", b"<row \n"), (b"<c ", b"<c \n")],
    ],
    ids=["another order", "a comment", "an attribute", "line breaks"],
)
def test_a_sheet_that_is_written_otherwise_is_read_all_the_same(
    written: list[tuple[bytes, bytes]], small_parts: list[bytes]
) -> None:
    whole = told(read_sheet(a_book()))
    small_parts.clear()
    assert told(read_sheet(with_sheet(a_book(), *written))) == whole
    assert len(small_parts) < 3


ROWS = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
FAR = [
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    b'<row r="2"><c r="xfd1048576"><v>1</v></c></row>',
    b'<row r="2"><c r="A1048576"><v>1</v></c></row>',
    b'<row r="2"><c r="GA999999"><v>1</v></c></row>',
    b'<row r="2"><c r ="XFD1048576"><v>1</v></c></row>',
    b'<row r="2"><c s="1" r="XFD1048576"><v>1</v></c></row>',
    b'<row r="2"><c s=">" r=\'XFD1048576\'><v>1</v></c></row>',
    b"<row r=\"2\"><x:c r='XFD1048576'><v>1</v></x:c></row>",
    b'<row r="2"><c r="A2" s="</sheetData>"/></row><row r="3"><c r=\'XFD1048576\'><v>1</v></c></row>',
]
TOP = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="x">'


def far(rows: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(a_book())) as archive:
        xml = archive.read(SHEET)
    return with_sheet(a_book(), (xml, TOP + ROWS + rows + b"</sheetData></worksheet>"))


@pytest.mark.parametrize("rows", FAR)
def test_a_cell_in_the_farthest_corner_is_refused_however_it_is_written(rows: bytes) -> None:
    # Read in this process, each of them ended it.
    with pytest.raises(Refusal):
        read_grid(far(rows))


def test_what_an_archive_does_not_tell_of_is_not_read_here(small_parts: list[bytes]) -> None:
    """It says that the sheet ends before its last row, which the reader would not have believed."""
    shown = TOP + ROWS
    with pytest.raises(NotAWorkbook):
        read_grid(_cut_short(far(b'<row r="2"><c r="XFD1048576"><v>1</v></c></row>'), SHEET, shown))
    assert not any(b"XFD" in part for part in small_parts)


def test_texts_that_cells_share_are_read_with_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = "".join(f"<si><t>张三{at}</t></si>" for at in range(300))
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (at + 2, at + 2, at) for at in range(300))
    book = with_part(far(rows), "xl/sharedStrings.xml", f"<sst>{texts}</sst>".encode())
    monkeypatch.setattr(sheet_xml, "PIECE_BYTES", 1_500)
    assert [line[0] for line in read_grid(book)] == [1, *(f"张三{at}" for at in range(300))]
    assert told(apart(monkeypatch, book)) == told(read_sheet(book))


def _cut_short(content: bytes, name: str, shown: bytes) -> bytes:
    at = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    return (
        content[: at + 16]
        + struct.pack("<L", zlib.crc32(shown))
        + content[at + 20 : at + 24]
        + struct.pack("<L", len(shown))
        + content[at + 28 :]
    )


def test_merged_cells_that_lie_over_each_other_are_refused() -> None:
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:A20000"/>' * (WIDTH + 1) + b"</mergeCells>"
    with pytest.raises(NotAWorkbook):
        read_grid(with_sheet(far(b""), (b"</sheetData>", b"</sheetData>" + merged)))


BLANKS = {
    "rows": "".join(
        f'<row r="{at}" spans="1:3" ht="14.25"><c r="A{at}" s="1"/><c r="B{at}" s="1"></c></row>' for at in (60, 20_001)
    ),
    "rows to the end": '<row r="60"><c r="A60"><v>1</v></c></row><row r="1048576" s="1" customFormat="1"/>',
    "columns": '<row r="60"><c r="A60"><v>1</v></c><c r="BXX60" s="1"/><c r="XFD60" s="1"/></row>',
}


@pytest.mark.parametrize("rows", BLANKS.values(), ids=BLANKS)
def test_borders_and_colours_far_beyond_the_table_keep_nobody_from_sending_it(rows: str) -> None:
    # In Excel, colouring a whole row or column leaves cells that hold nothing, down to the last of all.
    plain, formatted = far(b""), far(rows.encode())
    blank = [line for line in read_grid(formatted) if any(cell is not None for cell in line)]
    assert blank[:1] == [line for line in read_grid(plain) if any(cell is not None for cell in line)]
    assert len(read_grid(formatted)) <= 60


def test_a_value_far_beyond_the_table_is_refused_though_blank_cells_lie_around_it() -> None:
    with pytest.raises(Refusal):
        read_grid(far(b'<row r="20001"><c r="A20001" s="1"/><c r="B20001"><v>1</v></c></row>'))


def test_how_far_a_sheet_says_that_it_goes_is_not_asked(small_parts: list[bytes]) -> None:
    book = with_sheet(far(b""), (b"<sheetData>", b'<dimension ref="A1:GR400000"/><sheetData>'))
    assert read_grid(book)[0][0] == 1
    assert small_parts
    assert not any(b"dimension" in part for part in small_parts)
