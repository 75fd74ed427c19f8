"""A table as it goes back: the refused rows alone, each wrong cell coloured, with what to mend beside it.

It has the columns that came in and four of ours, which reading ignores: mend the coloured cells and send it again as it is.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter

from shared.cells import ANSWER_COLUMNS, Fault, Row, text_of

_TEXT = "@"
_PLAIN, _WRONG, _TOLD, _HEADING = "正文", "有误", "说明", "表头"


def _styles() -> list[NamedStyle]:
    """Made anew for each book, which keeps them; a copy of a style would lose its number format, and a number typed into the
    mended cell its last digits."""
    font, top = Font(name="宋体", size=11), Alignment(vertical="top")
    return [
        NamedStyle(_PLAIN, font=font, alignment=top, number_format=_TEXT),
        NamedStyle(_WRONG, font=font, alignment=top, number_format=_TEXT, fill=PatternFill("solid", fgColor="FFC7CE")),
        NamedStyle(
            _TOLD,
            font=font,
            alignment=Alignment(vertical="top", wrap_text=True),
            number_format=_TEXT,
            fill=PatternFill("solid", fgColor="FFF2CC"),
        ),
        NamedStyle(
            _HEADING,
            font=Font(name="宋体", size=11, bold=True),
            number_format=_TEXT,
            fill=PatternFill("solid", fgColor="DDEBF7"),
        ),
    ]


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


def write_handed_back(
    rows: Sequence[Row], faults: Iterable[Fault], *, columns: Sequence[str], of_sound_rows: tuple[str, str] = ("", "")
) -> bytes:
    """An .xlsx of these rows in these columns; `faults` of other rows are left out.

    `of_sound_rows` is what is said, and what to do, beside a row that is sent back though nothing is wrong with it.
    """
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    sheet = book.create_sheet("需更正的行")
    _lay_out(sheet, columns)
    sheet.append([_cell(sheet, name, _HEADING) for name in (*columns, *ANSWER_COLUMNS)])
    for at, row in enumerate(rows, start=2):
        sheet.row_dimensions[at].height = LINE_POINTS * _lines(by_row[row.number])
        sheet.append(_line(sheet, row, columns, by_row[row.number], of_sound_rows))
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


def _line(sheet: Any, row: Row, columns: Sequence[str], faults: Sequence[Fault], of_sound_rows: tuple[str, str]) -> list[Any]:
    wrong: Mapping[str, Fault] = {fault.column: fault for fault in faults}
    line = []
    for column in columns:
        fault = wrong.get(column)
        cell = _cell(sheet, text_of(row.cells.get(column)), _WRONG if fault else _PLAIN)
        if fault:
            cell.comment = Comment(f"{fault.reason}\n{fault.mend}", "及时雨", width=260, height=90)
        line.append(cell)
    told = ("\n".join(f.column for f in faults), "\n".join(f.reason for f in faults), "\n".join(f.mend for f in faults))
    answers = (str(row.number), *(told if faults else ("", *of_sound_rows)))
    return [*line, *(_cell(sheet, answer, _TOLD) for answer in answers)]


def _cell(sheet: Any, text: str, style: str) -> Any:
    """A cell of text, whatever it holds: an ID number keeps its digits, and a text that begins with "=" never becomes a formula
    in someone else's Excel."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))  # a workbook cannot hold control characters
    cell.data_type = "s"
    cell.style = style
    return cell
