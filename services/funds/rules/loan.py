"""A small loan as it stands: its states, and what is written on its account."""

from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.depreciation import months_later
from shared.errors import Conflict, NotFound

MILLION = 1_000_000


"""Rates are kept in millionths: 47,500 are 4.75 %."""


class LoanState(StrEnum):
    """Where a loan stands."""

    ASKED = "asked"
    APPROVED = "approved"
    LENT = "lent"
    REPAID = "repaid"
    COMPENSATED = "compensated"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LOAN_STATE_NAMES = {
    LoanState.ASKED: "审核中",
    LoanState.APPROVED: "银行已审定，待放款",
    LoanState.LENT: "已放款",
    LoanState.REPAID: "已结清",
    LoanState.COMPENSATED: "已代偿",
    LoanState.REFUSED: "未通过",
    LoanState.WITHDRAWN: "已撤回",
}


MAY_BECOME: dict[LoanState, frozenset[LoanState]] = {
    LoanState.ASKED: frozenset({LoanState.APPROVED, LoanState.REFUSED, LoanState.WITHDRAWN}),
    LoanState.APPROVED: frozenset({LoanState.LENT, LoanState.WITHDRAWN}),
    LoanState.LENT: frozenset({LoanState.REPAID, LoanState.COMPENSATED}),
    # A repayment that was written down by mistake is taken back.
    LoanState.REPAID: frozenset({LoanState.LENT}),
    LoanState.COMPENSATED: frozenset(),
    LoanState.REFUSED: frozenset(),
    LoanState.WITHDRAWN: frozenset(),
}


OPEN = frozenset({LoanState.ASKED, LoanState.APPROVED, LoanState.LENT})


"""What counts against a household's limit."""


HELD = frozenset({LoanState.LENT, LoanState.REPAID, LoanState.COMPENSATED})


"""What money was lent on."""


class EntryKind(StrEnum):
    """A line of a loan's account."""

    DRAWN = "drawn"
    REPAID = "repaid"
    RENEWED = "renewed"
    """Repaid by the loan that renews it."""
    REVERSED = "reversed"


ENTRY_KIND_NAMES = {
    EntryKind.DRAWN: "放款",
    EntryKind.REPAID: "还款",
    EntryKind.RENEWED: "续贷结清",
    EntryKind.REVERSED: "更正",
}


class CheckFound(StrEnum):
    """What a look at the use of a loan found (贷后检查)."""

    AS_AGREED = "as-agreed"
    MISUSED = "misused"


CHECK_FOUND_NAMES = {CheckFound.AS_AGREED: "用途符合", CheckFound.MISUSED: "改变用途"}


class NoSuchLoan(NotFound):
    """没有这笔贷款"""


class LoanStateForbids(Conflict):
    """这笔贷款当前的状态不允许这样处理"""


def become(state: LoanState, next_state: LoanState) -> LoanState:
    """Raises LoanStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state], asked=LOAN_STATE_NAMES[next_state])
    return next_state


def must_be_asked(state: LoanState) -> None:
    """Raises LoanStateForbids."""
    if state is not LoanState.ASKED:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state])


def must_be_lent(state: LoanState, drawn_on: date | None, due_on: date | None) -> tuple[date, date]:
    """From when until when money is lent. Raises LoanStateForbids."""
    if state is not LoanState.LENT or drawn_on is None or due_on is None:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state])
    return drawn_on, due_on


def must_be_held(state: LoanState, drawn_on: date | None) -> date:
    """The day on which money was lent. Raises LoanStateForbids where none was."""
    if state not in HELD or drawn_on is None:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state])
    return drawn_on


def percent(rate: Fraction) -> str:
    """`4.35%`; cut to four decimals, without needless zeros."""
    whole, rest = divmod(int(rate * MILLION), 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}%"


def months_between(from_on: date, to_on: date) -> int:
    """Whole months from one day to another, a part of one counted whole: by them a rate's tier is known."""
    months = (to_on.year - from_on.year) * 12 + to_on.month - from_on.month
    while months_later(from_on, months) < to_on:
        months += 1
    return months
