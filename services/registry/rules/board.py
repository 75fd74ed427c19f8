"""What the register's board counts, and what of it everybody may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.registry.rules.poverty import POVERTY_STATE_NAMES, WATCHED, PovertyState
from services.registry.rules.timing import SMALL
from services.registry.rules.vocabulary import CAUSES, STATE_NAMES, HouseholdState
from shared.errors import Unprocessable

NONE = "none"
"""A household of which the dimension says nothing: no cause named, in neither state."""
TREND_MONTHS = 24
NEXT_LEVEL = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}
"""A board of a place lists what lies directly inside it: digits of the codes inside, by the digits of its own."""


class DayToCome(Unprocessable):
    """看板不能查看将来的日期"""

    mend = "请选择今天或以前的日期"


class Dimension(StrEnum):
    """By what households are counted. Each household has exactly one value in each, so that the parts add up to the whole."""

    PLACE = "place"
    YEAR = "year"
    CATEGORY = "category"
    CAUSE = "cause"
    POVERTY = "poverty"
    WATCH = "watch"
    KNOWN = "known"


DIMENSION_NAMES = {
    Dimension.PLACE: "辖区",
    Dimension.YEAR: "建档年度",
    Dimension.CATEGORY: "户类型",
    Dimension.CAUSE: "主要致贫原因",
    Dimension.POVERTY: "脱贫状态",
    Dimension.WATCH: "监测状态",
    Dimension.KNOWN: "是否核实",
}


class Category(StrEnum):
    """户类型, by the strongest class of the household's members (一般／低保／特困供养, as 《贫困户登记表》 has it)."""

    EXTREME_POVERTY = "extreme-poverty"
    LOW_INCOME = "low-income"
    ORDINARY = "ordinary"


CATEGORY_NAMES = {Category.EXTREME_POVERTY: "特困供养户", Category.LOW_INCOME: "低保户", Category.ORDINARY: "一般户"}
_ON_AXIS: Mapping[Dimension, Sequence[PovertyState]] = {
    Dimension.POVERTY: [PovertyState.POOR, PovertyState.RELAPSED, PovertyState.SUPPORTED, PovertyState.INDEPENDENT],
    Dimension.WATCH: [*(state for state in PovertyState if state in WATCHED), PovertyState.RISK_REMOVED],
}
_NOTHING = {Dimension.CAUSE: "未填原因", Dimension.POVERTY: "不在脱贫序列", Dimension.WATCH: "不在监测"}


@dataclass(frozen=True)
class Cell:
    """So many households with so many people have this value; `households` is None where the figure is hidden."""

    by: Dimension
    key: str
    households: int | None
    persons: int | None
    share_per_mille: int | None = None
    """Of the households of the whole."""


def values_of(dimension: Dimension) -> dict[str, str]:
    """Every value of a dimension that has a closed list, in the order of a board, with its Chinese name."""
    match dimension:
        case Dimension.CATEGORY:
            return {each.value: name for each, name in CATEGORY_NAMES.items()}
        case Dimension.KNOWN:
            return {each.value: STATE_NAMES[each] for each in (HouseholdState.CURRENT, HouseholdState.PROVISIONAL)}
        case Dimension.POVERTY | Dimension.WATCH:
            states = {state.value: POVERTY_STATE_NAMES[state] for state in _ON_AXIS[dimension]}
            return states | {NONE: _NOTHING[dimension]}
        case Dimension.CAUSE:
            return {cause: cause for cause in sorted(CAUSES)} | {NONE: _NOTHING[dimension]}
        case _:
            return {}


def with_shares(cells: Sequence[Cell], *, whole: int) -> list[Cell]:
    """Each figure with its share of the whole; without a whole there are no shares."""
    return [
        replace(cell, share_per_mille=(1000 * cell.households + whole // 2) // whole if whole and cell.households else None)
        for cell in cells
    ]


def hidden(cells: Sequence[Cell]) -> list[Cell]:
    """One dimension's figures as everybody may see them.

    A figure of 1 to SMALL - 1 households is hidden, and as many of the next smallest with it as are needed that the hidden ones
    cannot be told from the whole: at least two of them, and together at least twice SMALL. Nothing is hidden in a zero.
    """
    counted = sorted((cell for cell in cells if cell.households), key=lambda cell: cell.households or 0)
    covered: list[Cell] = []
    for cell in counted:
        small = (cell.households or 0) < SMALL
        if not small and (not covered or _is_covered(covered)):
            break
        covered.append(cell)
    away = {(cell.by, cell.key) for cell in covered}
    return [replace(cell, households=None, persons=None) if (cell.by, cell.key) in away else cell for cell in cells]


def _is_covered(cells: Sequence[Cell]) -> bool:
    return len(cells) >= 2 and sum(cell.households or 0 for cell in cells) >= 2 * SMALL


def month_ends(until: date, *, months: int) -> list[date]:
    """The last days of so many months up to the one of `until`, which itself is the last point."""
    days = [until]
    first = until.replace(day=1)
    while len(days) < months:
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(day=1)
    return days[::-1]


def last_month_end(on: date) -> date:
    """The day of which public figures speak: a figure that changed from day to day would give single households away."""
    return on.replace(day=1) - timedelta(days=1)


def check_day(on: date, today: date) -> None:
    """Raises DayToCome."""
    if on > today:
        raise DayToCome(pointer="/on", today=today)
