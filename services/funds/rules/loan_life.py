"""What follows once a loan was lent: drawing, repaying, checks of its use, extension, renewal, and what has to be told of it."""

from datetime import date
from enum import StrEnum

from services.funds.rules.depreciation import months_later
from services.funds.rules.interest import Facts, overdue_on
from services.funds.rules.loan import LOAN_STATE_NAMES, CheckFound, EntryKind, LoanState, LoanStateForbids, become
from services.funds.rules.loan_asking import AboveLimit
from services.funds.rules.loan_policy import Extension, Renewal
from shared.errors import Conflict, NotFound, Unprocessable


class AlreadyExtended(Conflict):
    """展期的次数已满"""

    mend = "到期须归还；仍有需要且符合条件的，可办理续贷"


class ExtensionTooLong(Unprocessable):
    """展期超过规定的时间"""

    mend = "请按 until_on 核减"


class OverdueLoan(Conflict):
    """贷款已经逾期"""

    mend = "请先归还逾期的本金"


class NotRenewable(Conflict):
    """这笔贷款不能续贷"""

    mend = "同一户、未逾期、未续过贷、未改变用途的在贷贷款才能续贷，续贷金额不少于未还本金"


class DrawnOutOfOrder(Unprocessable):
    """放款日期不在审定之后，或在将来"""


class EntryOutOfOrder(Unprocessable):
    """日期早于放款，或在将来"""

    mend = "请核对日期"


class RepaidTooMuch(Unprocessable):
    """还款超过未还本金"""

    mend = "请核对本金与利息的拆分"


class NoSuchLoanEntry(NotFound):
    """没有这笔发生额"""


class EntryStands(Conflict):
    """这笔发生额不能更正"""

    mend = "放款、续贷结清和更正本身不能更正；已更正过的不能再更正"


class MisuseNotDated(Unprocessable):
    """改变用途的，须写明自哪一天起"""

    mend = "日期不早于放款、不晚于检查"


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
    rule: Renewal,
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
