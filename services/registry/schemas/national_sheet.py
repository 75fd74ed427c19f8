"""National answers as a sheet: the empty form with its choices, the refused rows on their way back, and what became of a file."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from pydantic import Field

from services.registry.rules.national_sheet import COLUMNS, STATE
from services.registry.rules.poverty import POVERTY_STATE_NAMES
from shared import handed_back
from shared.cells import Fault, Row
from shared.schemas import View

ROWS = 2_000
_WIDTHS = (22, 20, 14, 34, 44)
_TOLD = (
    "一行一户一种状态；同一户先后有几种状态的，各写一行。",
    "状态从下拉列表中选择。脱贫状态和监测状态分开记录，一户可各有一种。",
    "起始日期填如 2020-11-01，不早于本户上一次状态的日期，不晚于登记当天。",
    "全国系统出处写导出批次、行号或户编号，如 2020年第9批，第12行。",
    "说明可以留空。",
    f"每次至多 {ROWS} 行；有误的行退回，其余照常登记；同一份表再次提交不会重复登记。",
)


class NationalFault(View):
    """Why a row was handed back."""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class NationalAnswersView(View):
    """What became of a file."""

    rows: int = Field(title="行数")
    recorded: int = Field(title="登记的行数")
    unchanged: int = Field(title="此前已是如此的行数", description="不重复登记")
    refused: int = Field(title="退回的行数")
    faults: list[NationalFault] = Field(title="退回的原因", description="按行号")


def write_answers_back(rows: Sequence[Row], faults: Iterable[Fault]) -> bytes:
    """An .xlsx of these rows."""
    return handed_back.write_handed_back(rows, faults, columns=COLUMNS)


def write_form() -> bytes:
    """An empty .xlsx, whose second column offers the states."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "全国系统结果"
    song = Font(name="宋体", size=11)
    for at, (column, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True), start=1):
        letter = get_column_letter(at)
        # The column's style is that of every cell that is still to be typed.
        dimension = sheet.column_dimensions[letter]
        dimension.width, dimension.number_format, dimension.font = width, "@", song
        heading = sheet.cell(1, at, column)
        heading.font, heading.fill = Font(name="宋体", size=11, bold=True), PatternFill("solid", fgColor="DDEBF7")
    choice = DataValidation(
        type="list",
        formula1=f'"{",".join(POVERTY_STATE_NAMES.values())}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="没有这样的状态",
        error="请从下拉列表中选择",
    )
    letter = get_column_letter(COLUMNS.index(STATE) + 1)
    choice.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    guide = book.create_sheet("填表说明")
    guide.column_dimensions["A"].width = 100
    for at, sentence in enumerate(_TOLD, start=1):
        guide.cell(at, 1, sentence).font = song
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
