"""Tables for Excel: what they are of above, the rows below; amounts are numbers that can be added up."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BOLD, _PLAIN = Font(name="宋体", size=11, bold=True), Font(name="宋体", size=11)
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_MONEY = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen, shown in yuan."""

    fen: int


Cell = str | int | date | Money | None


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
    sheet.append([_cell(sheet, told.title, font=Font(name="宋体", size=14, bold=True))])
    for label, value in told.facts:
        sheet.append([_cell(sheet, label, font=_BOLD), _cell(sheet, value)])
    sheet.append([])
    sheet.append([_cell(sheet, name, font=_BOLD, fill=_HEAD) for name, _ in told.columns])
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(told.columns))}{heading}"
    for row in told.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Cell, *, font: Font = _PLAIN, fill: PatternFill | None = None) -> Any:
    """Text stays text, also where it begins with "=": it never becomes a formula in someone else's Excel."""
    if value is None:
        return None
    shown: Any = Decimal(value.fen).scaleb(-2) if isinstance(value, Money) else value
    cell = WriteOnlyCell(sheet, shown)
    cell.font = font
    if fill:
        cell.fill = fill
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if isinstance(value, Money):
        cell.number_format = _MONEY
    elif isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell
