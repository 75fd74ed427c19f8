"""Interest subsidies (贴息): at which rate a day's principal is subsidised, which days of which quarter, and who is paid.

A subsidy is never more than the interest that the loan bears, never for a day twice, and never for penalties. It ends for good
on the first day on which the loan is overdue or was misused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, NotFound, Unprocessable


class SubsidyWay(StrEnum):
    FULL = "full"
    BASE_SHARE = "base-share"
    FIXED = "fixed"


WAY_NAMES = {SubsidyWay.FULL: "全额贴息", SubsidyWay.BASE_SHARE: "按基准利率的一定比例", SubsidyWay.FIXED: "按固定年利率"}


class SubsidyTo(StrEnum):
    """Who gets the money: the bank, which asks the borrower for so much less, or the household that has paid its interest."""

    BANK = "bank"
    HOUSEHOLD = "household"


TO_NAMES = {SubsidyTo.BANK: "直接拨付银行", SubsidyTo.HOUSEHOLD: "先付后贴，拨付到户"}


class BillState(StrEnum):
    """A quarter's list of subsidies to one bank."""

    DRAWN = "drawn"
    PAID = "paid"
    REFUSED = "refused"
    RETURNED = "returned"


BILL_STATE_NAMES = {
    BillState.DRAWN: "待复核",
    BillState.PAID: "已拨付",
    BillState.REFUSED: "未通过",
    BillState.RETURNED: "已退回",
}
MAY_BECOME: dict[BillState, frozenset[BillState]] = {
    BillState.DRAWN: frozenset({BillState.PAID, BillState.REFUSED}),
    BillState.PAID: frozenset({BillState.RETURNED}),
    BillState.REFUSED: frozenset(),
    BillState.RETURNED: frozenset(),
}
STANDING = frozenset({BillState.DRAWN, BillState.PAID})
"""Whose days cannot be claimed again."""


class NoSuchBill(NotFound):
    """没有这份贴息清单"""


class BillStateForbids(Conflict):
    """这份贴息清单当前的状态不允许这样处理"""


class NothingToSubsidise(Unprocessable):
    """这个季度没有可以贴息的贷款"""

    mend = "请先读入银行当月的贷款清单，并核对银行、季度和拨付方式；已列入其他清单的天数不再计算"


class QuarterNotOver(Unprocessable):
    """这个季度还没有结束"""

    mend = "季度最后一个结息日过后再编制贴息清单"


class SubsidyPaidToHouseholds(Conflict):
    """拨付到户的贴息不能整单退回"""

    mend = "请在发放管理中逐户处理退回"


@dataclass(frozen=True, slots=True)
class SubsidyTerms:
    """How one loan is subsidised. `at_most_fen` None: whatever the principal is; `until_on`: its last day, where there is one."""

    way: SubsidyWay
    rate: Fraction
    at_most_fen: int | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """From the day after one strike day (结息日) to the next: the first quarter of 2020 is 2019-12-21 to 2020-03-20."""

    year: int
    number: int
    strike_day: int

    @property
    def to_on(self) -> date:
        return date(self.year, 3 * self.number, self.strike_day)

    @property
    def from_on(self) -> date:
        before = (
            date(self.year - 1, 12, self.strike_day)
            if self.number == 1
            else date(self.year, 3 * self.number - 3, self.strike_day)
        )
        return before + timedelta(days=1)

    @property
    def said(self) -> str:
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    @property
    def round(self) -> int:
        """`20203`: by it a household's payment of a quarter is known."""
        return self.year * 10 + self.number


def subsidy_rate(terms: SubsidyTerms, rate: Fraction, base: Fraction) -> Fraction:
    """A year's rate of subsidy on a day on which the loan bears `rate` and its like bear `base`."""
    match terms.way:
        case SubsidyWay.FULL:
            return rate
        case SubsidyWay.BASE_SHARE:
            return min(terms.rate * base, rate)
        case SubsidyWay.FIXED:
            return min(terms.rate, rate)


def become(state: BillState, next_state: BillState) -> BillState:
    """Raises BillStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise BillStateForbids(state=BILL_STATE_NAMES[state], asked=BILL_STATE_NAMES[next_state])
    return next_state


def must_be_over(quarter: Quarter, on: date) -> None:
    """Raises QuarterNotOver."""
    if on <= quarter.to_on:
        raise QuarterNotOver(pointer="/quarter", to_on=quarter.to_on.isoformat())


def unclaimed(first: date, last: date, claimed: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The runs of days between these two, both included, that no standing line covers: also those of earlier quarters that a
    bank's late list has left out. `claimed` are first and last days."""
    runs, at = [], first
    for from_on, to_on in sorted(claimed):
        if to_on < at or from_on > last:
            continue
        if from_on > at:
            runs.append((at, from_on - timedelta(days=1)))
        at = to_on + timedelta(days=1)
    if at <= last:
        runs.append((at, last))
    return runs


def must_be_returnable(paid_to: SubsidyTo, outcome: BillState) -> None:
    """Raises SubsidyPaidToHouseholds."""
    if outcome is BillState.RETURNED and paid_to is SubsidyTo.HOUSEHOLD:
        raise SubsidyPaidToHouseholds


def owed_back(paid_fen: Sequence[int], due_fen: Sequence[int]) -> int:
    """What was paid for days that, as is known now, were not to be subsidised: line by line, never below zero."""
    return sum(max(paid - due, 0) for paid, due in zip(paid_fen, due_fen, strict=True))
