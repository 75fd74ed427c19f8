"""Lists as Excel workbooks: one sheet a list, what was asked for on a last one, and nothing that could become a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_LIMIT = 100_000
"""A sheet that people can still scroll; openpyxl writes about ten thousand rows a second."""

_TEXT, _MONEY, _COUNT, _HEADING = "文字", "金额", "数量", "列名"


def _styles() -> list[NamedStyle]:
    """Made anew for each book, which keeps them; a copy of a style would lose its number format."""
    font, bold = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
    edge = Border(*(Side("thin", color="B8C2CC"),) * 4)
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    shade = PatternFill("solid", fgColor="DDEBF7")
    return [
        NamedStyle(_TEXT, font=font, border=edge, alignment=wrapped, number_format="@"),
        NamedStyle(_MONEY, font=font, border=edge, alignment=top, number_format="#,##0.00"),
        NamedStyle(_COUNT, font=font, border=edge, alignment=top, number_format="0"),
        NamedStyle(_HEADING, font=bold, border=edge, alignment=middle, fill=shade, number_format="@"),
    ]


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount, shown in yuan with its fen."""

    fen: int


Cell = str | int | Yuan | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its columns (each a name and a width in digits)."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def workbook(*sheets: Sheet, asked: Sequence[tuple[str, str]]) -> bytes:
    """An .xlsx of these lists, and a last sheet that says what was asked for (`region: 罗庄区`), by whom and when."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    for sheet in (*sheets, Sheet("说明", (("条件", 18), ("内容", 80)), asked)):
        _add(book, sheet)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _add(book: Workbook, sheet: Sheet) -> None:
    page: Any = book.create_sheet(sheet.title)
    for at, (_, width) in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = "A2"
    # On paper: A4 across, as wide as the paper, with the headings and the number on every page.
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    page.append([_cell(page, name, _HEADING) for name, _ in sheet.columns])
    last = 1
    for row in sheet.rows:
        page.append([_shown(page, value) for value in row])
        last += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"


def _shown(page: Any, value: Cell) -> Any:
    match value:
        case Yuan(fen):
            return _cell(page, Decimal(fen).scaleb(-2), _MONEY)
        case int():
            return _cell(page, value, _COUNT)
        case _:
            return _cell(page, value or "", _TEXT)


def _cell(page: Any, value: Any, style: str) -> Any:
    # A workbook cannot hold control characters, which no one sees.
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" is a text
    cell.style = style
    return cell
