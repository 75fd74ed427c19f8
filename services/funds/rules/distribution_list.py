"""A list of households for a plan of distribution: one row a household, found by any member, with a column for each factor."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.funds.rules.asset_policy import AssetPolicy, Factor
from services.funds.rules.distribution import HOUSEHOLDS_LIMIT, Needy
from services.funds.rules.payment_request import ListHasFaults, NothingSound
from shared.cells import Cell, Fault, Row, rows_called, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import half_width
from shared.listed_person import ALSO_CALLED, ID_NUMBER, NAME, read_person

ROWS_LIMIT = HOUSEHOLDS_LIMIT
MANY_LIMIT = 100
"""Of one factor in one household."""


class ListState(StrEnum):
    """A list is looked at, then a plan is drawn by it, once."""

    DRAFT = "draft"
    DRAWN = "drawn"
    DISCARDED = "discarded"


LIST_STATE_NAMES = {ListState.DRAFT: "待编制方案", ListState.DRAWN: "已编制方案", ListState.DISCARDED: "已作废"}


class NoSuchHouseholdList(NotFound):
    """没有这份分配名单"""


class HouseholdListClosed(Conflict):
    """这份分配名单已经编制方案或作废"""

    mend = "请查看其状态；如须重新编制，请另行提交名单"


class NotAHouseholdList(Unprocessable):
    """没有找到分配名单的表头"""

    mend = "表头须在前 5 行之内，有“身份证号”“姓名”和至少一个因素的列；可下载模板填写"


class NoHouseholds(Unprocessable):
    """表中只有表头，没有农户"""

    mend = "请提交有农户的名单"


class ListOfAnother(Unprocessable):
    """名单不是为这个集体、这个年度提交的"""

    mend = "请核对集体所在地、单位名称和收益年度，或另行提交名单"


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A row that is sound in itself."""

    row: int
    id_number: str
    name: str
    factors: Mapping[str, int]


def columns_of(policy: AssetPolicy) -> tuple[str, ...]:
    """The headings of a list by this place's rule."""
    return (ID_NUMBER, NAME, *(factor.title for factor in policy.sharing.factors))


def rows_of(grid: Sequence[Sequence[Cell]], policy: AssetPolicy) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAHouseholdList, NoHouseholds."""
    columns = columns_of(policy)
    called = ALSO_CALLED | {half_width(column): column for column in columns}

    def is_ours(named: Set[str]) -> bool:
        return {ID_NUMBER, NAME} <= named and bool(named & set(columns[2:]))

    rows = rows_called(grid, columns, is_ours=is_ours, name=lambda heading: called.get(heading, heading))
    if rows is None:
        raise NotAHouseholdList(known=list(columns))
    if not rows:
        raise NoHouseholds
    return rows


def read_row(row: Row, policy: AssetPolicy, *, on: date) -> HouseholdRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number. An empty cell counts none of its factor."""
    person, faults = read_person(row, on=on)
    factors: dict[str, int] = {}
    for factor in policy.sharing.factors:
        many = _many(text_of(row.cells.get(factor.title)))
        if many is None:
            faults.append(_wrong_count(row, factor))
        elif many:
            factors[factor.code] = many
    return faults or HouseholdRow(row.number, person.id_number, person.name, factors)


def _many(text: str) -> int | None:
    """A count as people type it, none where nothing is typed; None where it is no count."""
    if not text:
        return 0
    whole = text.removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= 3 and int(whole) <= MANY_LIMIT else None


def _wrong_count(row: Row, factor: Factor) -> Fault:
    return Fault(row.number, factor.title, "不是数量", f"请填写 0 至 {MANY_LIMIT} 的整数，没有的留空")


def doubled(rows: Sequence[tuple[int, UUID]]) -> list[Fault]:
    """A household that stands in a list more than once, by whichever of its members: the second row and those after it."""
    first: dict[UUID, int] = {}
    faults = []
    for row, household_id in rows:
        before = first.setdefault(household_id, row)
        if before != row:
            faults.append(Fault(row, ID_NUMBER, f"与第 {before} 行为同一户", "一户只写一行，写户主或任一成员"))
    return faults


def must_be_draft(state: ListState) -> None:
    """Raises HouseholdListClosed."""
    if state is not ListState.DRAFT:
        raise HouseholdListClosed(state=LIST_STATE_NAMES[state])


def must_be_drawable(state: ListState, *, is_of_this: bool, households: int, refused: int, leaves_out_refused: bool) -> None:
    """Whether a plan may be drawn by a list. Raises HouseholdListClosed, ListOfAnother, NothingSound, ListHasFaults."""
    must_be_draft(state)
    if not is_of_this:
        raise ListOfAnother(pointer="/list_id")
    if households == 0:
        raise NothingSound(pointer="/list_id")
    if refused and not leaves_out_refused:
        raise ListHasFaults(pointer="/leave_out_refused", refused=refused)


def needy_of(entries: Sequence[Mapping[str, Any]]) -> list[Needy]:
    """The households of a list as they are weighed."""
    return [Needy(UUID(each["household_id"]), each["region"], each["factors"]) for each in entries]
