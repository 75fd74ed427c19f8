"""Lists of health records as .xlsx, out and in. Names as the reader may see them; ID numbers go out masked, and come in whole."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from shared.errors import TooLarge, Unprocessable

SHEET_BYTES = 5 * 1024 * 1024
SHEET_ROWS = 2_000
UNPACKED_BYTES = 60 * 1024 * 1024
_COLUMNS_LOOKED_AT = 50
_WIDEST = 46
_FULL_WIDTH = str.maketrans("()", "（）")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")

Cell = str | int | date | None


class HealthSheetUnreadable(Unprocessable):
    """文件不是可读的 .xlsx 工作簿"""

    mend = "请在 Excel 中另存为没有打开密码的 .xlsx 工作簿后重新提交"


class HealthSheetTooLarge(TooLarge):
    """名单超过 2,000 行或 5 MB"""

    mend = "请按镇街拆成多个文件分别提交"


class HealthSheetColumnsMissing(Unprocessable):
    """名单缺少必需的列"""

    mend = "第一行须为表头，各列名称照 columns 填写，多出的列会被忽略"


class HealthSheetEmpty(Unprocessable):
    """名单中没有数据行"""

    mend = "请在表头之后填写名单，一人一行"


@dataclass(frozen=True)
class Line:
    """One row of a list as it came in: its number in the sheet, and its cells by heading."""

    number: int
    cells: Mapping[str, Any]

    def text(self, heading: str) -> str:
        value = self.cells.get(heading)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()

    def day(self, heading: str) -> str:
        """A day as ISO text, or the cell's own text where it is none: the form says then what is wrong with it."""
        value = self.cells.get(heading)
        if isinstance(value, datetime | date):
            return value.strftime("%Y-%m-%d")
        written = _DAY.fullmatch(self.text(heading))
        return f"{written[1]}-{int(written[2]):02}-{int(written[3]):02}" if written else self.text(heading)


def read_lines(content: bytes, *, needed: Sequence[str]) -> list[Line]:
    """The rows of the first sheet below its headings, empty ones left out.

    Raises HealthSheetUnreadable, HealthSheetTooLarge, HealthSheetColumnsMissing, HealthSheetEmpty.
    """
    if len(content) > SHEET_BYTES:
        raise HealthSheetTooLarge(limit_bytes=SHEET_BYTES)
    rows = _rows(content)
    # Lists come with brackets of either width.
    headings = [str(cell).strip().translate(_FULL_WIDTH) if cell is not None else "" for cell in next(rows, ())]
    if missing := [name for name in needed if name not in headings]:
        raise HealthSheetColumnsMissing(missing=missing, columns=list(needed))
    lines = []
    for number, row in enumerate(rows, start=2):
        if number > SHEET_ROWS + 1:
            raise HealthSheetTooLarge(limit_rows=SHEET_ROWS)
        if any(cell is not None and str(cell).strip() for cell in row):
            lines.append(Line(number, dict(zip(headings, row, strict=False))))
    if not lines:
        raise HealthSheetEmpty
    return lines


def _rows(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES:
                raise HealthSheetTooLarge(limit_unpacked_bytes=UNPACKED_BYTES)
        # Read as a stream, so that one cell in the farthest corner does not reserve the whole sheet.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_row=SHEET_ROWS + 2, max_col=_COLUMNS_LOOKED_AT, values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError, EOFError):
        raise HealthSheetUnreadable from None


def write_sheet(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An .xlsx of one sheet. Every cell is text or a date: nothing becomes a formula in somebody else's Excel."""
    table = [[_text(cell) for cell in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for at, heading in enumerate(headings):
        widest = max([_width(heading), *(_width(row[at]) for row in table)])
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(_WIDEST, widest + 3)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(table) + 1}"
    bold, ground = Font(name="宋体", size=11, bold=True), PatternFill("solid", fgColor="DDEBF7")
    sheet.append([_cell(sheet, heading, bold, ground) for heading in headings])
    plain = Font(name="宋体", size=11)
    for row in table:
        sheet.append([_cell(sheet, cell, plain) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _width(text: str) -> int:
    """In half-width characters; a Chinese one takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _cell(sheet: Any, text: str, font: Font, fill: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = font
    if fill:
        cell.fill = fill
    return cell
