"""A small loan from the household's application to its repayment: who may borrow how much, which step comes next, what follows
what.

Whoever grants a subsidised loan goes by the place's lending policy (`rules.loan_policy`); the grade behind a household's loan is
registry's, and so is the borrower's age.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from services.funds.rules.depreciation import months_later
from services.funds.rules.interest import Facts, overdue_on
from services.funds.rules.loan_policy import BORROWER_NAMES, Borrower, Extension, LendingPolicy, LoanClass, Step, StepBy, Times
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable

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


class UnknownLoanClass(Unprocessable):
    """办法中没有这类贷款"""

    mend = "请从 allowed 中选择"


class UseRefused(Unprocessable):
    """贷款不得用于这一用途"""

    mend = "贴息贷款只用于发展生产；请改选用途，或由申请人另行商业贷款"


class UseUnknown(Unprocessable):
    """办法中没有这种用途"""

    mend = "请从 allowed 中选择"


class BorrowerUnclear(Unprocessable):
    """借款人填写不完整"""

    mend = "农户和学生的贷款填户标识和借款人，经营主体的贷款填单位名称和统一社会信用代码，不混填"


class BorrowerElsewhere(Unprocessable):
    """借款人不是这一户的成员"""

    mend = "请选择本户成员：户借、户用、户还；刚入户的，请等登记下发后再办理"


class GradeMissing(Conflict):
    """该户没有有效的小额信贷评级授信"""

    mend = "请先在登记服务办理评级授信，审定后再申请"


class AboveLimit(Unprocessable):
    """超过可贷额度"""

    mend = "请核减金额：不超过办法的额度和授信额度，减去该户其他未结清的贷款"


class TermTooLong(Unprocessable):
    """超过最长期限"""

    mend = "请缩短期限"


class RateAboveBase(Unprocessable):
    """利率高于同期同档次的基准利率"""

    mend = "这类贷款按基准利率放款，请与银行核对合同利率"


class NotTheirStep(Forbidden):
    """这一步不由当前角色办理"""

    mend = "请由 step 所写的一级办理"


class StepTakenByTheSame(Forbidden):
    """上一步由同一人办理"""

    mend = "每一步由不同的人办理"


class StepsNotDone(Conflict):
    """审核程序没有走完"""

    mend = "请先办完 step 所写的一步"


class StepIsTheBanks(Conflict):
    """这一步由银行审定"""

    mend = "请按银行的审定结果登记合同（/loans/{loan_id}/approval）或未通过"


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


class MoreThanOwed(Unprocessable):
    """还款超过未还本金"""

    mend = "请核对本金与利息的拆分"


class NoSuchEntry(NotFound):
    """没有这笔发生额"""


class EntryStands(Conflict):
    """这笔发生额不能更正"""

    mend = "放款、续贷结清和更正本身不能更正；已更正过的不能再更正"


class MisuseNotDated(Unprocessable):
    """改变用途的，须写明自哪一天起"""

    mend = "日期不早于放款、不晚于检查"


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


def class_of(policy: LendingPolicy, code: str) -> LoanClass:
    """Raises UnknownLoanClass."""
    found = policy.find_class(code)
    if found is None:
        raise UnknownLoanClass(pointer="/loan_class", allowed=[each.code for each in policy.classes])
    return found


def check_use(policy: LendingPolicy, loan_class: LoanClass, use: str) -> str:
    """The use by its title. Raises UseRefused, naming what is refused, or UseUnknown."""
    if refused := policy.find_refused_use(use):
        raise UseRefused(pointer="/use", use=refused.title, clause=policy.source(refused).spoken)
    found = policy.find_use(use)
    if found is None or use not in loan_class.uses:
        raise UseUnknown(pointer="/use", allowed=list(loan_class.uses))
    return found.title


def check_borrower(
    loan_class: LoanClass, borrower: Borrower, *, of_household: Sequence[object], of_enterprise: Sequence[object]
) -> None:
    """What was filled in of a household (its id, the borrower's) and of an enterprise (name, code): all of one, nothing of the
    other.

    Raises BorrowerUnclear.
    """
    named, other = (of_enterprise, of_household) if borrower is Borrower.ENTERPRISE else (of_household, of_enterprise)
    if borrower is not loan_class.borrower or not all(named) or any(other):
        raise BorrowerUnclear(pointer="/borrower", borrower=BORROWER_NAMES[loan_class.borrower])


@dataclass(frozen=True, slots=True)
class Grade:
    """A household's credit grade as registry told of it."""

    rating_id: UUID
    person_id: UUID
    limit_fen: int
    term_months: int
    valid_until: date


def check_grade(grade: Grade | None, *, person_id: UUID | None, on: date) -> Grade:
    """The grade that a loan may rest on: valid, with a limit, of this borrower. Raises GradeMissing, BorrowerElsewhere."""
    if grade is None or grade.valid_until < on or grade.limit_fen == 0:
        raise GradeMissing
    if person_id != grade.person_id:
        raise BorrowerElsewhere(pointer="/person_id")
    return grade


def check_amount(loan_class: LoanClass, grade: Grade | None, *, amount_fen: int, others_fen: int, pointer: str) -> None:
    """`others_fen`: the borrower's other open loans of this class. Raises AboveLimit."""
    limits = [each for each in (loan_class.limit_fen, grade.limit_fen if grade else None) if each is not None]
    if limits and amount_fen + others_fen > min(limits):
        raise AboveLimit(pointer=pointer, limit_fen=min(limits), others_fen=others_fen)


def check_term(loan_class: LoanClass, grade: Grade | None, months: int) -> None:
    """Raises TermTooLong."""
    longest = min(loan_class.term_months, grade.term_months if grade else loan_class.term_months)
    if months > longest:
        raise TermTooLong(pointer="/term_months", longest=longest)


def check_rate(loan_class: LoanClass, *, rate: Fraction, base: Fraction) -> None:
    """Raises RateAboveBase where the class is lent at the base rate at most."""
    if loan_class.is_rate_capped and rate > base:
        raise RateAboveBase(pointer="/rate_percent", base=percent(base))


def percent(rate: Fraction) -> str:
    """`4.35%`; cut to four decimals, without needless zeros."""
    whole, rest = divmod(int(rate * MILLION), 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}%"


def subsidised_part(loan_class: LoanClass, *, amount_fen: int, others_fen: int) -> int | None:
    """How much of a loan's principal is subsidised, when `others_fen` of the borrower's other loans are; None: all of it."""
    if loan_class.subsidised_fen is None:
        return None
    return min(amount_fen, max(loan_class.subsidised_fen - others_fen, 0))


def next_step(steps: Sequence[Step], taken: int) -> Step:
    """The step after so many. Raises LoanStateForbids where all are taken."""
    if taken >= len(steps):
        raise LoanStateForbids
    return steps[taken]


def check_step(step: Step, *, role: str, by: str, before_by: str) -> None:
    """Whether this person may take the step. A county may step in for its towns and villages, a town for its villages.

    Raises StepIsTheBanks, NotTheirStep, StepTakenByTheSame.
    """
    if step.by is StepBy.BANK:
        raise StepIsTheBanks
    if role not in _MAY_TAKE[step.by]:
        raise NotTheirStep(step=step.title)
    check_another(by, before_by)


def check_another(by: str, before_by: str) -> None:
    """Raises StepTakenByTheSame."""
    if by == before_by:
        raise StepTakenByTheSame


def must_be_the_banks(steps: Sequence[Step], taken: int) -> None:
    """Whether all steps but the bank's are taken. Raises StepsNotDone."""
    if taken != len(steps) - 1:
        raise StepsNotDone(step=next_step(steps, taken).title)


_MAY_TAKE: dict[StepBy, frozenset[str]] = {
    StepBy.APPLICANT: frozenset({"village", "town", "county"}),
    StepBy.VILLAGE: frozenset({"village", "town"}),
    StepBy.TOWN: frozenset({"town"}),
    StepBy.COUNTY: frozenset({"county"}),
    StepBy.BANK: frozenset({"county"}),
}


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
    """Raises LoanStateForbids, EntryOutOfOrder, MoreThanOwed."""
    if state is not LoanState.LENT or drawn_on is None:
        raise LoanStateForbids(state=LOAN_STATE_NAMES[state])
    if not drawn_on <= repaid_on <= on:
        raise EntryOutOfOrder(pointer="/repaid_on", drawn_on=drawn_on.isoformat())
    if principal_fen > outstanding_fen:
        raise MoreThanOwed(pointer="/principal_yuan", outstanding_fen=outstanding_fen)


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
