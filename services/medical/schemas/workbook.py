"""Tables for Excel: what they are of above, the rows below; amounts are numbers that can be added up."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BOLD, _PLAIN = Font(name="宋体", size=11, bold=True), Font(name="宋体", size=11)
_HEAD = PatternFill("solid", fgColor="DDEBF7")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen, shown in yuan."""

    fen: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as it is spoken (`20.67%`), so that Excel can reckon with it."""

    spoken: str


Cell = str | int | date | Money | Rate | None


_FORMATS: dict[type, str] = {Money: "#,##0.00", Rate: "0.00%", date: "yyyy-mm-dd"}


@dataclass(frozen=True)
class Sheet:
    """One sheet. `facts` say what it is of; `columns` are headings with their width in characters."""

    name: str
    title: str
    facts: Sequence[tuple[str, Cell]]
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx with these sheets."""
    book = Workbook(write_only=True)
    for one in sheets:
        _write(book.create_sheet(one.name), one)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _write(sheet: Any, told: Sheet) -> None:
    for at, (_, width) in enumerate(told.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    heading = len(told.facts) + 3
    sheet.freeze_panes = f"A{heading + 1}"
    _set_for_print(sheet, heading)
    sheet.append([_cell(sheet, told.title, font=Font(name="宋体", size=14, bold=True))])
    for label, value in told.facts:
        sheet.append([_cell(sheet, label, font=_BOLD), _cell(sheet, value)])
    sheet.append([])
    sheet.append([_cell(sheet, name, font=_BOLD, fill=_HEAD) for name, _ in told.columns])
    cells = _Cells(sheet)
    last = heading
    for row in told.rows:
        sheet.append([cells.of(value) for value in row])
        last += 1
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(told.columns))}{last}"


def _set_for_print(sheet: Any, heading: int) -> None:
    """A4 across, as wide as the paper, with the headings and the number on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


class _Cells:
    """Cells of a list. A style is made once for each kind of value: to make it anew for each cell takes twice the time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[type, Any] = {}

    def of(self, value: Cell) -> Any:
        if value is None:
            return None
        if type(value) not in self._styles:
            self._styles[type(value)] = _cell(self._sheet, value)._style  # openpyxl has no public name for it
        cell: Any = WriteOnlyCell(self._sheet, _plain(value))
        cell._style = self._styles[type(value)]
        if isinstance(value, str):
            cell.data_type = "s"
        return cell


def _plain(value: Cell) -> Any:
    match value:
        case Money(fen):
            return Decimal(fen).scaleb(-2)
        case Rate(spoken):
            return Decimal(spoken.removesuffix("%")).scaleb(-2)
        case str():
            # A workbook cannot hold control characters, which no one sees.
            return ILLEGAL_CHARACTERS_RE.sub("", value)
        case _:
            return value


def _cell(sheet: Any, value: Cell, *, font: Font = _PLAIN, fill: PatternFill | None = None) -> Any:
    """Text stays text, also where it begins with "=": it never becomes a formula in someone else's Excel."""
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, _plain(value))
    cell.font = font
    if fill:
        cell.fill = fill
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if isinstance(value, str):
        cell.data_type = "s"
    elif number_format := _FORMATS.get(type(value)):
        cell.number_format = number_format
    return cell
