"""The register file as it goes back: the refused rows alone, each wrong cell coloured, with what to mend beside it.

It has the columns of the export and four of ours, which an import ignores: mend the coloured cells and send it again as it is.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from services.registry.rules.cell import text_of
from services.registry.rules.export import ANSWER_COLUMNS, COLUMNS, HOUSEHOLD_COLUMNS, Row
from services.registry.rules.fault import Fault

_SOUND = ("", "本行无误;同户其他行有误,整户暂未录入", "本行不用改,连同更正后的行一起重新提交")
_TEXT = "@"
_PLAIN = NamedStyle("正文", font=Font(name="宋体", size=11), alignment=Alignment(vertical="top"), number_format=_TEXT)
_WRONG = NamedStyle(
    "有误",
    font=Font(name="宋体", size=11),
    alignment=Alignment(vertical="top"),
    number_format=_TEXT,
    fill=PatternFill("solid", fgColor="FFC7CE"),
)
_TOLD = NamedStyle(
    "说明",
    font=Font(name="宋体", size=11),
    alignment=Alignment(vertical="top", wrap_text=True),
    number_format=_TEXT,
    fill=PatternFill("solid", fgColor="FFF2CC"),
)
_HEADING = NamedStyle(
    "表头", font=Font(name="宋体", size=11, bold=True), number_format=_TEXT, fill=PatternFill("solid", fgColor="DDEBF7")
)
_STYLES = (_PLAIN, _WRONG, _TOLD, _HEADING)
LINE_POINTS = 16
_WIDTHS = {
    "村": 22,
    "户编号": 16,
    "人口编号": 20,
    "出生日期": 13,
    "证件类型": 13,
    "证件号码": 22,
    "户主证件号码": 22,
    "户联系电话": 14,
    "成员联系电话": 14,
    "原行号": 8,
    "错误列": 14,
    "错误原因": 60,
    "如何更正": 60,
}


def write_handed_back(rows: Sequence[Row], faults: Iterable[Fault]) -> bytes:
    """An .xlsx of these rows; `faults` of other rows are left out."""
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    columns = [*COLUMNS, *(column for column in HOUSEHOLD_COLUMNS if any(column in row.cells for row in rows))]
    book = Workbook(write_only=True)
    for style in _STYLES:
        book.add_named_style(copy(style))
    sheet = book.create_sheet("需更正的行")
    _lay_out(sheet, columns)
    sheet.append([_cell(sheet, name, _HEADING) for name in (*columns, *ANSWER_COLUMNS)])
    for at, row in enumerate(rows, start=2):
        sheet.row_dimensions[at].height = LINE_POINTS * _lines(by_row[row.number])
        sheet.append(_line(sheet, row, columns, by_row[row.number]))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _lines(faults: Sequence[Fault]) -> int:
    """How many lines the longest answer of a row takes; a Chinese sign is two digits wide."""
    width = _WIDTHS["错误原因"]
    reasons = sum(-(-2 * len(fault.reason) // width) for fault in faults)
    mends = sum(-(-2 * len(fault.mend) // width) for fault in faults)
    return max(1, reasons, mends)


def _lay_out(sheet: Any, columns: Sequence[str]) -> None:
    for at, name in enumerate((*columns, *ANSWER_COLUMNS), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, min(14, max(8, 2 * len(name) + 2)))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) + len(ANSWER_COLUMNS))}1"


def _line(sheet: Any, row: Row, columns: Sequence[str], faults: Sequence[Fault]) -> list[Any]:
    wrong: Mapping[str, Fault] = {fault.column: fault for fault in faults}
    line = []
    for column in columns:
        fault = wrong.get(column)
        cell = _cell(sheet, text_of(row.cells.get(column)), _WRONG if fault else _PLAIN)
        if fault:
            cell.comment = Comment(f"{fault.reason}\n{fault.mend}", "及时雨", width=260, height=90)
        line.append(cell)
    told = ("\n".join(f.column for f in faults), "\n".join(f.reason for f in faults), "\n".join(f.mend for f in faults))
    answers = (str(row.number), *(told if faults else _SOUND))
    return [*line, *(_cell(sheet, answer, _TOLD) for answer in answers)]


def _cell(sheet: Any, text: str, style: NamedStyle) -> Any:
    """A cell of text, whatever it holds: an ID number keeps its digits, and a text that begins with "=" never becomes a formula
    in someone else's Excel."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.style = style.name
    return cell
