"""A list of assignments as people fill it in (结对名单): in each row a household and who helps it.

A household is known by its code or by its head's ID number, a helper by telephone.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from shared.cells import Cell, Fault, Row, find_headings, has_lost_digits, rows_under, text_of
from shared.errors import Unprocessable
from shared.identity import InvalidIdNumber, check_id_number

COLUMNS = ("户编号", "户主证件号码", "责任人姓名", "责任人电话", "责任人单位", "责任人职务")
_PHONE = re.compile(r"^\+?\d[\d-]{5,19}$")
_LONGEST = {"责任人姓名": 60, "责任人单位": 100, "责任人职务": 60}


class NotAnAssignmentList(Unprocessable):
    """没有找到结对名单的表头"""

    mend = "表头须在前 5 行之内，至少有：户编号或户主证件号码，责任人姓名、责任人电话"


class NoAssignments(Unprocessable):
    """名单中没有户"""

    mend = "请在表头下逐行填写户和责任人"


@dataclass(frozen=True)
class Asked:
    """A row that can be read: which household, and who is to help it."""

    row: int
    code: str
    id_number: str
    name: str
    phone: str
    office: str
    post: str


@dataclass(frozen=True)
class Read:
    """A list as it was read."""

    rows: Sequence[Row]
    asked: Sequence[Asked]
    faults: Sequence[Fault]


def read_assignments(grid: Sequence[Sequence[Cell]], *, on: date) -> Read:
    """Raises NotAnAssignmentList or NoAssignments; what is wrong with a row is a fault."""
    found = find_headings(grid, _are_headings)
    if found is None:
        raise NotAnAssignmentList
    rows = rows_under(grid, *found)
    if not rows:
        raise NoAssignments
    asked, faults = list[Asked](), list[Fault]()
    for row in rows:
        one = _asked(row)
        wrong = _faults(row, one, on)
        faults += wrong
        if not wrong:
            asked.append(one)
    return Read(rows, asked, faults)


def repeated(asked: Sequence[Asked], households: dict[int, object]) -> list[Fault]:
    """Rows that name a household that another row names too; `households` is by row."""
    times = Counter(households[each.row] for each in asked if each.row in households)
    return [
        Fault(each.row, "户编号", "同一户在名单中出现多次", "每户只留一行，只有一名责任人")
        for each in asked
        if each.row in households and times[households[each.row]] > 1
    ]


def _are_headings(named: Set[str]) -> bool:
    return {"责任人姓名", "责任人电话"} <= named and bool({"户编号", "户主证件号码"} & named)


def _asked(row: Row) -> Asked:
    told = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    return Asked(
        row.number,
        told["户编号"],
        told["户主证件号码"].upper().replace(" ", ""),
        told["责任人姓名"],
        told["责任人电话"].replace(" ", ""),
        told["责任人单位"],
        told["责任人职务"],
    )


def _faults(row: Row, one: Asked, on: date) -> list[Fault]:
    wrong = []
    if not one.code and not one.id_number:
        wrong.append(Fault(row.number, "户编号", "户编号和户主证件号码都没有填写", "填写其中一项"))
    elif has_lost_digits(row.cells.get("户主证件号码")):
        wrong.append(Fault(row.number, "户主证件号码", "号码被当成数字，后几位已丢失", "把该列设为文本后重新填写"))
    elif one.id_number:
        try:
            check_id_number(one.id_number, on=on)
        except InvalidIdNumber as refusal:
            wrong.append(Fault(row.number, "户主证件号码", refusal.reason, refusal.mend))
    if not one.name:
        wrong.append(Fault(row.number, "责任人姓名", "没有填写", "填写责任人的姓名"))
    if not _PHONE.match(one.phone):
        wrong.append(Fault(row.number, "责任人电话", "没有填写或不是电话号码", "填写责任人的电话，凭电话辨认责任人"))
    for column, longest in _LONGEST.items():
        if len(text_of(row.cells.get(column))) > longest:
            wrong.append(Fault(row.number, column, f"超过 {longest} 个字", "请缩短"))
    return wrong
