"""A small loan from its application to its repayment: where it stands, what may follow, what is told of it."""

from datetime import date
from enum import StrEnum

from services.funds.rules.depreciation import months_later
from services.funds.rules.interest import Facts, overdue_on
from services.funds.rules.loan_policy import Extension, Times
from services.funds.rules.loan_refusal import (
    AboveLimit,
    AlreadyExtended,
    DrawnOutOfOrder,
    EntryOutOfOrder,
    EntryStands,
    ExtensionTooLong,
    LoanStateForbids,
    MisuseNotDated,
    NotRenewable,
    OverdueLoan,
    RepaidTooMuch,
)

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


def extension_limit(rule: Extension, *, months: int, due_on: date) -> date:
    """The last day to which a loan of so many months may be extended."""
    share = rule.short_share if months <= rule.short_months else rule.long_share
    return months_later(due_on, int(months * share))


def check_extension(rule: Extension, *, months: int, due_on: date, until_on: date, before: int) -> None:
    """`before`: how often it was extended. Raises AlreadyExtended, ExtensionTooLong."""
    if before >= rule.times:
        raise AlreadyExtended(times=rule.times)
    longest = extension_limit(rule, months=months, due_on=due_on)
    if not due_on < until_on <= longest:
        raise ExtensionTooLong(pointer="/due_on", until_on=longest.isoformat())


def check_day(day: date, *, not_before: date, on: date, pointer: str) -> None:
    """Raises DrawnOutOfOrder."""
    if not not_before <= day <= on:
        raise DrawnOutOfOrder(pointer=pointer, not_before=not_before.isoformat(), not_after=on.isoformat())


def check_drawing(
    *, state: LoanState, drawn_on: date, signed_on: date | None, amount_fen: int, granted_fen: int, on: date
) -> None:
    """Raises LoanStateForbids, DrawnOutOfOrder, AboveLimit."""
    become(state, LoanState.LENT)
    check_day(drawn_on, not_before=signed_on or drawn_on, on=on, pointer="/drawn_on")
    if amount_fen > granted_fen:
        raise AboveLimit(pointer="/amount_yuan", limit_fen=granted_fen, others_fen=0)


def check_repaying(
    *, state: LoanState, repaid_on: date, drawn_on: date | None, principal_fen: int, outstanding_fen: int, on: date
) -> None:
    """Raises LoanStateForbids, EntryOutOfOrder, RepaidTooMuch."""
    if state is not LoanState.LENT or drawn_on is None:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state])
    if not drawn_on <= repaid_on <= on:
        raise EntryOutOfOrder(pointer="/repaid_on", drawn_on=drawn_on.isoformat())
    if principal_fen > outstanding_fen:
        raise RepaidTooMuch(pointer="/principal_yuan", outstanding_fen=outstanding_fen)


def must_be_reversible(kind: EntryKind, state: LoanState, *, is_reversed: bool) -> None:
    """Raises EntryStands."""
    if kind is not EntryKind.REPAID or is_reversed or state is LoanState.COMPENSATED:
        raise EntryStands


def check_finding(found: CheckFound, misused_from: date | None, *, drawn_on: date, checked_on: date, on: date) -> None:
    """Raises MisuseNotDated, EntryOutOfOrder."""
    if not drawn_on <= checked_on <= on:
        raise EntryOutOfOrder(pointer="/checked_on", drawn_on=drawn_on.isoformat())
    is_misused = found is CheckFound.MISUSED
    if is_misused != (misused_from is not None) or (misused_from and not drawn_on <= misused_from <= checked_on):
        raise MisuseNotDated(pointer="/misused_from")


def is_late(facts: Facts, on: date) -> bool:
    """Whether principal is overdue at the end of this day."""
    return overdue_on(facts, on) > 0


def must_be_punctual(facts: Facts, on: date) -> None:
    """Raises OverdueLoan."""
    if is_late(facts, on):
        raise OverdueLoan(overdue_fen=overdue_on(facts, on))


def check_renewal(
    rule: Times,
    *,
    is_same_borrower: bool,
    is_same_class: bool,
    is_lent: bool,
    is_late: bool,
    is_misused: bool,
    before: int,
    covers: bool,
) -> None:
    """`before`: how many renewals led to the loan that is to be renewed. Raises NotRenewable."""
    sound = is_same_borrower and is_same_class and is_lent and covers and not is_late and not is_misused
    if not sound or before >= rule.times:
        raise NotRenewable(pointer="/renews_id", times=rule.times)


def must_cover_renewed(amount_fen: int, outstanding_fen: int) -> None:
    """Raises NotRenewable."""
    if amount_fen < outstanding_fen:
        raise NotRenewable(outstanding_fen=outstanding_fen)


def months_between(from_on: date, to_on: date) -> int:
    """Whole months from one day to another, a part of one counted whole: by them a rate's tier is known."""
    months = (to_on.year - from_on.year) * 12 + to_on.month - from_on.month
    while months_later(from_on, months) < to_on:
        months += 1
    return months


class LoanTold(StrEnum):
    """Of what somebody is told."""

    REMINDER = "reminder"
    OVERDUE = "overdue"


def step_to_tell(
    due_on: date, *, owed_fen: int, reminder_days: int, is_reminded: bool, is_overdue: bool, on: date
) -> LoanTold | None:
    """What has to be told today of principal that falls due: once a while before, once when it is overdue."""
    if owed_fen <= 0:
        return None
    if due_on < on:
        return None if is_overdue else LoanTold.OVERDUE
    is_soon = (due_on - on).days <= reminder_days
    return LoanTold.REMINDER if is_soon and not is_reminded else None
