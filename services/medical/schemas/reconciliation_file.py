"""A hospital's day as a table: .xlsx or .csv, one line a settlement, a column for each payer's part."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.medical.rules.reconciliation import Line, LineState
from shared.cells import Cell, Uncalculated
from shared.errors import Unprocessable
from shared.money import fen, signed_fen

ID, STATE, TOTAL, PATIENT, HOSPITAL = "结算编号", "状态", "医疗费总额", "个人负担", "医疗机构负担"
FIXED = (ID, STATE, TOTAL, PATIENT, HOSPITAL)
REQUIRED = (ID, TOTAL, PATIENT)
_STATES = {"": LineState.SETTLED, "已结算": LineState.SETTLED, "settled": LineState.SETTLED}
_STATES |= {"已冲正": LineState.REVERSED, "reversed": LineState.REVERSED}
FAULTS_TOLD = 100


class DayColumnsMissing(Unprocessable):
    """对账表缺少列"""

    mend = "表头须有结算编号、医疗费总额、个人负担；状态、医疗机构负担和各保障项目的列按需填写"


class DayColumnsUnknown(Unprocessable):
    """对账表有无法识别或重复的列"""

    mend = "各保障项目的列名用政策文件中的名称（如居民基本医疗保险）或代码（如 basic），每列一次"


class DayRowsUnreadable(Unprocessable):
    """对账表有填写有误的行"""

    mend = "请按 errors 逐行逐列更正后重新提交"


def read_lines(grid: Sequence[Sequence[Cell]], layers: Mapping[str, str]) -> list[Line]:
    """The lines of a table; `layers` are the headings that name a payer's part, each with its layer.

    Raises DayColumnsMissing, DayColumnsUnknown, DayRowsUnreadable with row and column of every fault (the first hundred).
    """
    headings = [_text(cell) for cell in grid[0]] if grid else []
    columns = _columns(headings, layers)
    faults: list[dict[str, object]] = []
    lines = []
    for row, cells in enumerate(grid[1:], 2):
        if not any(_text(cell) for cell in cells):
            continue
        lines.append(_line(cells, columns, layers, row=row, faults=faults))
    if faults:
        raise DayRowsUnreadable(errors=faults[:FAULTS_TOLD], errors_total=len(faults))
    return [line for line in lines if line is not None]


def _columns(headings: Sequence[str], layers: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    unknown = []
    for at, heading in enumerate(headings):
        key = heading if heading in FIXED else layers.get(heading, "")
        if heading and (not key or key in columns):
            unknown.append(heading)
        elif heading:
            columns[key] = at
    if unknown:
        raise DayColumnsUnknown(columns=unknown, known=[*FIXED, *layers])
    if missing := [heading for heading in REQUIRED if heading not in columns]:
        raise DayColumnsMissing(columns=missing)
    return columns


def _line(
    cells: Sequence[Cell], columns: Mapping[str, int], layers: Mapping[str, str], *, row: int, faults: list[dict[str, object]]
) -> Line | None:
    before = len(faults)

    def cell(column: str) -> Cell:
        at = columns.get(column)
        return cells[at] if at is not None and at < len(cells) else None

    def fault(column: str, detail: str) -> None:
        faults.append({"row": row, "column": column, "detail": detail})

    def amount(column: str, *, is_required: bool = False) -> int:
        value = cell(column)
        if isinstance(value, Uncalculated):
            fault(column, "公式没有可读的计算结果")
        elif not _text(value):
            if is_required:
                fault(column, "必填")
        else:
            try:
                return fen(value) if column == TOTAL else signed_fen(value)
            except ValueError as wrong:
                fault(column, str(wrong))
        return 0

    settlement_id = None
    try:
        settlement_id = UUID(_text(cell(ID)))
    except ValueError:
        fault(ID, "应为结算时答复的编号")
    state = _STATES.get(_text(cell(STATE)))
    if state is None:
        fault(STATE, "应为已结算或已冲正")
    total_fen, patient_fen = amount(TOTAL, is_required=True), amount(PATIENT, is_required=True)
    hospital_fen = amount(HOSPITAL)
    payers = {layer: amount(layer) for layer in dict.fromkeys(layers.values()) if layer in columns}
    if len(faults) > before or settlement_id is None or state is None:
        return None
    return Line(settlement_id, state, total_fen, patient_fen, hospital_fen, payers, line_no=row - 1)


def _text(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, Uncalculated) else str(cell).strip()
