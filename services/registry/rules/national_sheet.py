"""A sheet of the national system's answers, filled in by a county: one row a household and state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.rules.poverty import POVERTY_STATE_NAMES, Axis, PovertyState, axis_of
from shared.cells import Cell, Fault, Row, date_of, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import Refusal, Unprocessable

CODE, STATE, SINCE, REFERENCE, WHY = COLUMNS = ("户编号", "状态", "起始日期", "全国系统出处", "说明")
WHY_BY_FILE = "按全国系统结果成批登记"
"""What stands where a row says nothing of why."""
_STATES = {name: state for state, name in POVERTY_STATE_NAMES.items()}
_LENGTHS = {REFERENCE: range(2, 121), WHY: range(2, 501)}
_COLUMN_OF = {"/state": STATE, "/since_on": SINCE, "/national_reference": REFERENCE, "/why": WHY}


class NotANationalSheet(Unprocessable):
    """没有找到全国系统结果表的表头"""

    mend = "表头须在前 5 行之内，并有：户编号、状态、起始日期、全国系统出处；可先下载空表填写"


class NoNationalAnswers(Unprocessable):
    """表中没有户"""

    mend = "请在表头下逐行填写户和状态"


@dataclass(frozen=True)
class Answer:
    """A row that can be read. The day is not held to the household's history yet."""

    row: int
    code: str
    state: PovertyState
    since_on: date
    reference: str
    why: str

    @property
    def axis(self) -> Axis:
        return axis_of(self.state)


@dataclass(frozen=True)
class ReadAnswers:
    """A sheet as it was read."""

    rows: Sequence[Row]
    answers: Sequence[Answer]
    faults: Sequence[Fault]


def read_answers(grid: Sequence[Sequence[Cell]]) -> ReadAnswers:
    """Raises NotANationalSheet or NoNationalAnswers; what is wrong with a row is a fault."""
    found = find_headings(grid, lambda named: {CODE, STATE, SINCE, REFERENCE} <= named)
    if found is None:
        raise NotANationalSheet
    rows = rows_under(grid, *found)
    if not rows:
        raise NoNationalAnswers
    answers, faults = list[Answer](), list[Fault]()
    for row in rows:
        wrong = _faults(row)
        faults += wrong
        if not wrong:
            answers.append(_answer(row))
    times = Counter((each.code, each.axis, each.since_on) for each in answers)
    twice = [each for each in answers if times[each.code, each.axis, each.since_on] > 1]
    faults += [Fault(each.row, CODE, "同一户同一天的状态写了多行", "同一种状态每户每天只留一行") for each in twice]
    return ReadAnswers(rows, [each for each in answers if each not in twice], faults)


def fault_of(row: int, refusal: Refusal) -> Fault:
    """Why the register did not take a row, in the column that it is about."""
    days = [str(refusal.told[name]) for name in ("from_on", "to_on") if name in refusal.told]
    reason = f"{refusal.title}（{' 至 '.join(days)}）" if days else refusal.title
    return Fault(row, _COLUMN_OF.get(refusal.pointer or "", CODE), reason, refusal.mend)


def unknown_household(row: int) -> Fault:
    return Fault(row, CODE, "没有找到这一户", "核对户编号；不在本人辖区的户请由当地登记，已注销的户不登记")


def _faults(row: Row) -> list[Fault]:
    told = row.texts
    wrong = [
        Fault(row.number, column, "是没有结果的公式", "请在 Excel 中打开并保存，或粘贴为数值")
        for column in COLUMNS
        if is_broken_formula(row.cells.get(column))
    ]
    if wrong:
        return wrong
    if not told[CODE]:
        wrong.append(Fault(row.number, CODE, "没有填写", "填写户编号"))
    elif has_lost_digits(row.cells[CODE]):
        wrong.append(Fault(row.number, CODE, "编号被当成数字，后几位已丢失", "把该列设为文本后重新填写"))
    if told[STATE] not in _STATES:
        reason = "没有这样的状态" if told[STATE] else "没有填写"
        wrong.append(Fault(row.number, STATE, reason, f"填写其中之一：{'、'.join(_STATES)}"))
    if date_of(row.cells[SINCE]) is None:
        wrong.append(Fault(row.number, SINCE, "没有填写或不是日期", "填写为 2020-11-01 的形式"))
    for column, allowed in _LENGTHS.items():
        text = _written(row, column)
        if len(text) not in allowed and (text or column != WHY):
            reason = f"应为 {allowed.start} 至 {allowed.stop - 1} 个字"
            wrong.append(Fault(row.number, column, reason, "填写导出批次、行号等" if column == REFERENCE else "请改写，或留空"))
    return wrong


def _written(row: Row, column: str) -> str:
    """As somebody wrote it: `text_of` would make their full-width commas half-width."""
    cell = row.cells.get(column)
    return cell.strip() if isinstance(cell, str) else text_of(cell)


def _answer(row: Row) -> Answer:
    told, day = row.texts, date_of(row.cells[SINCE])
    if day is None:
        raise ValueError(f"row {row.number} was read with a fault")
    return Answer(row.number, told[CODE], _STATES[told[STATE]], day, _written(row, REFERENCE), _written(row, WHY) or WHY_BY_FILE)
