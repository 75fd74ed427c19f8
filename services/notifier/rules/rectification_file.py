"""问题整改台账 as people keep it in Excel: a row a problem, read with what is wrong named by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.notifier.rules.department import Department
from services.notifier.rules.message import IdNumberInText, case_short, refuse_id_number
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from shared.cells import Cell, Fault, Row, date_of, rows_called, text_of
from shared.errors import Unprocessable
from shared.schemas import seen

NUMBER, PROBLEM, FOUND_BY, MEASURE = "问题编号", "存在的问题", "发现单位", "整改措施"
REGION, LEVEL, DEPARTMENT, HOLDER = "责任地代码", "责任级别", "责任部门", "责任人账号"
DUE, REFERENCE, PAPERS = "整改期限", "依据", "佐证材料"
COLUMNS = (NUMBER, PROBLEM, FOUND_BY, MEASURE, REGION, LEVEL, DEPARTMENT, HOLDER, DUE, REFERENCE, PAPERS)
REQUIRED = {NUMBER, PROBLEM, MEASURE, REGION, DUE}
_ALSO = {
    "编号": NUMBER, "序号": NUMBER, "问题": PROBLEM, "问题描述": PROBLEM, "问题来源": FOUND_BY, "措施": MEASURE,
    "区划代码": REGION, "责任单位代码": REGION, "整改时限": DUE, "完成时限": DUE, "责任人": HOLDER,
}  # fmt: skip
LEVELS = {"村": Addressee.VILLAGE, "村（社区）": Addressee.VILLAGE, "镇街": Addressee.TOWN, "县区": Addressee.COUNTY}
ROWS_LIMIT = 2_000
LAST_DAY = date(2099, 12, 31)
"""A later deadline is a slip of the pen."""
LIMITS = {NUMBER: 60, PROBLEM: 1000, FOUND_BY: 60, MEASURE: 1000, HOLDER: 100, REFERENCE: 300}


class NotARectificationList(Unprocessable):
    """没有找到问题整改台账的表头"""

    mend = "表头须有问题编号、存在的问题、整改措施、责任地代码、整改期限；可下载模板填写"


class NoRectificationRow(Unprocessable):
    """问题整改台账中没有内容"""

    mend = "请在表头下逐行填写问题"


@dataclass(frozen=True)
class Rectification:
    """A row that is whole by itself; whether its place and person are known is asked elsewhere."""

    row: int
    number: str
    problem: str
    found_by: str
    measure: str
    region: str
    addressee: Addressee
    department: Department | None
    holder: str
    due_on: date
    reference: str
    papers: tuple[str, ...]


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """Raises NotARectificationList, NoRectificationRow."""
    rows = rows_called(grid, COLUMNS, is_ours=REQUIRED.issubset, name=lambda heading: _ALSO.get(heading, heading))
    if rows is None:
        raise NotARectificationList
    if not rows:
        raise NoRectificationRow
    return rows


def read_row(row: Row, *, today: date) -> Rectification | list[Fault]:
    """The problem of a row, or everything that is wrong with it."""
    said = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    faults = [Fault(row.number, column, "没有填写", "请填写") for column in COLUMNS if column in REQUIRED and not said[column]]
    faults += [
        Fault(row.number, column, f"超过 {limit} 字", "请写得短一些")
        for column, limit in LIMITS.items()
        if len(said[column]) > limit
    ]
    faults += [
        Fault(row.number, column, IdNumberInText.__doc__ or "", "请删去身份证号码")
        for column in (PROBLEM, MEASURE)
        if _has_id_number(said[column])
    ]
    faults += [
        Fault(row.number, column, "含有不可见的控制字符", "请重新输入这一格")
        for column, text in said.items()
        if not _is_seen(text)
    ]
    due_on = date_of(row.cells.get(DUE))
    if said[DUE] and due_on is None:
        faults.append(Fault(row.number, DUE, "不是日期", "写成 2020-06-30"))
    elif due_on and not today <= due_on <= LAST_DAY:
        faults.append(Fault(row.number, DUE, "早于今天，或者太晚", f"请填写今天到 {LAST_DAY.isoformat()} 的日期"))
    addressee = LEVELS.get(said[LEVEL]) if said[LEVEL] else _level_of(said[REGION])
    if addressee is None:
        faults.append(Fault(row.number, LEVEL, "不是村、镇街、县区之一", "请填写村、镇街或县区，或者留空，按代码的位数"))
    elif said[REGION] and len(said[REGION]) < addressee.digits:
        faults.append(Fault(row.number, REGION, "代码的位数不够这一级", "村 12 位，镇街 9 位，县区 6 位"))
    department = next((one for one in Department if said[DEPARTMENT] in {one.label, one.value}), None)
    if said[DEPARTMENT] and department is None:
        known = "、".join(one.label for one in Department)
        faults.append(Fault(row.number, DEPARTMENT, "不是已知的部门", f"请填写{known}之一，或者留空"))
    if faults or due_on is None or addressee is None:
        return faults
    papers = tuple(title for title in said[PAPERS].replace(",", "、").split("、") if title)
    return Rectification(
        row.number, said[NUMBER], said[PROBLEM], said[FOUND_BY], said[MEASURE], said[REGION], addressee, department,
        said[HOLDER], due_on, said[REFERENCE], papers,
    )  # fmt: skip


def twice(rows: Sequence[Rectification]) -> list[Fault]:
    """A number stands once in each place."""
    first: dict[tuple[str, str], int] = {}
    faults = []
    for one in rows:
        at = first.setdefault((one.number, one.region), one.row)
        if at != one.row:
            faults.append(Fault(one.row, NUMBER, f"与第 {at} 行的问题编号相同", "同一处的问题编号不能重复"))
    return faults


def series_of(number: str) -> str:
    """What makes a problem one order, however often its list is sent."""
    return f"rectification/{number}"


def own_series(kind: OrderKind, order_id: UUID) -> str:
    """Of a problem that stood in no list: the number under which ours hands it out, so that ours can be sent in again."""
    return series_of(case_short(order_id)) if kind is OrderKind.RECTIFICATION else ""


def _level_of(region: str) -> Addressee | None:
    return {12: Addressee.VILLAGE, 9: Addressee.TOWN, 6: Addressee.COUNTY, 0: Addressee.COUNTY}.get(
        len(region), Addressee.COUNTY if not region else None
    )


def _is_seen(text: str) -> bool:
    try:
        seen(text)
    except ValueError:
        return False
    return True


def _has_id_number(text: str) -> bool:
    try:
        refuse_id_number(text, pointer="")
    except IdNumberInText:
        return True
    return False
