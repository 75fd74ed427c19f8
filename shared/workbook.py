"""Lists as Excel workbooks: one sheet a list, what was asked for on a last one, and nothing that could become a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shared import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_LIMIT = 100_000
"""A sheet that people can still scroll; openpyxl writes about ten thousand rows a second."""

_TEXT, _MONEY, _COUNT, _MOMENT, _HEADING, _ABOVE = "文字", "金额", "数量", "时间", "列名", "表头"
_PLACES = ("数量", "一位小数", "两位小数")
"""A decimal number is shown with the places that it has."""


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
        NamedStyle(_PLACES[1], font=font, border=edge, alignment=top, number_format="0.0"),
        NamedStyle(_PLACES[2], font=font, border=edge, alignment=top, number_format="0.00"),
        NamedStyle(_MOMENT, font=font, border=edge, alignment=top, number_format="yyyy-mm-dd hh:mm"),
        NamedStyle(_HEADING, font=bold, border=edge, alignment=middle, fill=shade, number_format="@"),
        NamedStyle(_ABOVE, font=font, number_format="@"),
    ]


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount, shown in yuan with its fen."""

    fen: int


Cell = str | int | Decimal | Yuan | datetime | None
"""A Decimal with its places: an area `Decimal("62.50")`, a percentage `Decimal("83.3")`. An instant is shown on a Chinese wall
clock, and can be sorted and reckoned with."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its columns (each a name and a width in digits)."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


class Book:
    """An .xlsx that is written row by row into files of its own, so that it takes no more memory the longer it gets.

    A sheet is begun, rows are added, the next is begun, and the last, which says what was asked for, is written by `finish`.
    Nothing here waits: whoever serves others meanwhile calls it in a thread. One that is not finished must be thrown away.
    """

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        for style in _styles():
            self._book.add_named_style(style)
        self._page: Any = None
        self._cells: dict[str, Any] = {}
        self._columns = self._top = self._rows = 0

    def begin(self, title: str, columns: Sequence[tuple[str, int]], *, above: Sequence[str] = ()) -> None:
        """A sheet with its headings, and lines over them that say what the list is of."""
        self._close()
        page: Any = self._book.create_sheet(title)
        for at, (_, width) in enumerate(columns, start=1):
            page.column_dimensions[get_column_letter(at)].width = width
        self._page, self._columns, self._top, self._rows = page, len(columns), len(above) + 1, 0
        self._cells = {style: WriteOnlyCell(page) for style in (_TEXT, _MONEY, *_PLACES, _MOMENT, _HEADING, _ABOVE)}
        for style, cell in self._cells.items():
            cell.style = style
        page.freeze_panes = f"A{self._top + 1}"
        # On paper: A4 across, as wide as the paper, with the headings and the number on every page.
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.print_title_rows = f"{self._top}:{self._top}"
        page.oddFooter.center.text = "第 &P 页，共 &N 页"
        for line in above:
            page.append(self._cell(one, _ABOVE) for one in (line,))
        page.append(self._cell(name, _HEADING) for name, _ in columns)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Rows of the sheet that was begun last."""
        for row in rows:
            self._page.append(self._shown(value) for value in row)
            self._rows += 1

    def finish(
        self, to: str | Path | IO[bytes], asked: Sequence[tuple[str, str]], *, heads: tuple[str, str] = ("条件", "内容")
    ) -> None:
        """The last sheet, and all of it packed."""
        self.begin("说明", ((heads[0], 18), (heads[1], 80)))
        self.add(asked)
        self._close()
        self._book.save(to)

    def throw_away(self) -> None:
        """What was written of it so far."""
        sheets: Any = self._book.worksheets
        for page in sheets:
            page.close()
            Path(page._writer.out).unlink(missing_ok=True)

    def _close(self) -> None:
        if self._page is not None:
            last = self._top + self._rows
            self._page.auto_filter.ref = f"A{self._top}:{get_column_letter(self._columns)}{last}"

    def _shown(self, value: Cell) -> Any:
        match value:
            case Yuan(fen):
                return self._cell(Decimal(fen).scaleb(-2), _MONEY)
            case datetime():
                return self._cell(clock.china(value).replace(tzinfo=None), _MOMENT)
            case int():
                return self._cell(value, _COUNT)
            case Decimal():
                places = -int(value.as_tuple().exponent)
                return self._cell(value, _PLACES[min(max(places, 0), 2)])
            case _:
                return self._cell(value or "", _TEXT)

    def _cell(self, value: Any, style: str) -> Any:
        # A cell is written before the next is asked for, so one of each style is enough; to make a million would take longest.
        cell = self._cells[style]
        # A workbook cannot hold control characters, which no one sees.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with "=" is a text
        return cell


HOW_TO_FILL_IN = ("栏目", "怎样填写")
"""Over the last sheet of a table that is to be filled in."""


def workbook(*sheets: Sheet, asked: Sequence[tuple[str, str]], heads: tuple[str, str] = ("条件", "内容")) -> bytes:
    """An .xlsx of these lists, and a last sheet that says what was asked for (`region: 罗庄区`), by whom and when."""
    book, packed = Book(), io.BytesIO()
    for sheet in sheets:
        book.begin(sheet.title, sheet.columns)
        book.add(sheet.rows)
    book.finish(packed, asked, heads=heads)
    return packed.getvalue()
