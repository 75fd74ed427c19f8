"""A household's income book (收入台账) of one year: what came in, what it cost, and what that is per head.

The reckoning of the registration form 《贫困户登记表》 (A17-A20): net income = wages + business + transfers + property - costs of
business; per head by the members of that year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, Unprocessable
from shared.money import half_up


class IncomeKind(StrEnum):
    WAGES = "wages"
    BUSINESS = "business"
    TRANSFER = "transfer"
    PROPERTY = "property"
    COSTS = "costs"


INCOME_NAMES = {
    IncomeKind.WAGES: "工资性收入",
    IncomeKind.BUSINESS: "生产经营性收入",
    IncomeKind.TRANSFER: "转移性收入",
    IncomeKind.PROPERTY: "财产性收入",
    IncomeKind.COSTS: "生产经营性支出",
}


class YearToCome(Unprocessable):
    """收入台账的年度还没有到"""

    mend = "当年的按预计数登记；以后年度的到时再登记"


class NobodyInTheHousehold(Unprocessable):
    """这一户当年没有成员，无法计算人均收入"""

    mend = "请先核对家庭成员；确有成员未登记的，填写 heads 并说明理由"


class HeadsWithoutReason(Unprocessable):
    """人数与登记的不一致，没有说明理由"""

    mend = "请在 heads_reason 中写明，如：长子常年在外定居，不共享收支"


class IncomeChangedMeanwhile(Conflict):
    """收入台账已有更新的版本"""

    mend = "请重新打开该户该年度的收入台账，在最新版本上更正"


class EarnerElsewhere(Unprocessable):
    """收入所属的人不是这一户的成员"""

    mend = "请选择本户成员，或不填人员，登记为全家的收入"


class CorrectionWithoutReason(Unprocessable):
    """更正收入台账没有写明理由"""

    mend = "该年度已有台账，新版本须写明更正的理由；原版本保留"


@dataclass(frozen=True)
class Reckoned:
    """The sums of a book. `per_head_fen` is rounded half up, below zero when costs exceed income."""

    wages_fen: int
    business_fen: int
    transfer_fen: int
    property_fen: int
    costs_fen: int
    net_fen: int
    per_head_fen: int


def reckon(entries: Sequence[tuple[IncomeKind, int]], *, heads: int) -> Reckoned:
    """Raises NobodyInTheHousehold."""
    if heads <= 0:
        raise NobodyInTheHousehold
    sums = {kind: sum(amount for entered, amount in entries if entered is kind) for kind in IncomeKind}
    net = sum(sums.values()) - 2 * sums[IncomeKind.COSTS]
    return Reckoned(
        wages_fen=sums[IncomeKind.WAGES],
        business_fen=sums[IncomeKind.BUSINESS],
        transfer_fen=sums[IncomeKind.TRANSFER],
        property_fen=sums[IncomeKind.PROPERTY],
        costs_fen=sums[IncomeKind.COSTS],
        net_fen=net,
        per_head_fen=half_up(Fraction(net, heads)),
    )


def check_year(year: int, *, on: date) -> None:
    """Raises YearToCome."""
    if year > on.year:
        raise YearToCome(pointer="/year", year=year)


def counted_on(year: int, *, on: date, first_joined_on: date | None) -> date:
    """The day whose members share the year's income: its last day, or today while it runs.

    A household that the register did not know by then is counted on the day that it came to know it.
    """
    last = min(date(year, 12, 31), on)
    return max(last, first_joined_on) if first_joined_on else last


def is_expected(year: int, *, on: date) -> bool:
    """Whether the year still runs, so that its income is an expectation."""
    return year >= on.year
