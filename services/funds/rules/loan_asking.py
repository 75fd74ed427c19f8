"""Who may borrow how much for what, and which step of the way to the bank comes next.

Whoever grants a subsidised loan goes by the place's lending policy (`rules.loan_policy`); the grade behind a household's loan is
registry's, and so is the borrower's age.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from services.funds.rules.loan import LoanStateForbids, percent
from services.funds.rules.loan_policy import BORROWER_NAMES, Borrower, LendingPolicy, LoanClass, Step, StepBy
from shared.errors import Conflict, Forbidden, Unprocessable


class UnknownLoanClass(Unprocessable):
    """办法中没有这类贷款"""

    mend = "请从 allowed 中选择"


class UseRefused(Unprocessable):
    """贷款不得用于这一用途"""

    mend = "贴息贷款只用于发展生产；请改选用途，或由申请人另行商业贷款"


class LoanUseUnknown(Unprocessable):
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


def class_of(policy: LendingPolicy, code: str) -> LoanClass:
    """Raises UnknownLoanClass."""
    found = policy.find_class(code)
    if found is None:
        raise UnknownLoanClass(pointer="/loan_class", allowed=[each.code for each in policy.classes])
    return found


def check_use(policy: LendingPolicy, loan_class: LoanClass, use: str) -> str:
    """The use by its title. Raises UseRefused, naming what is refused, or LoanUseUnknown."""
    if refused := policy.find_refused_use(use):
        raise UseRefused(pointer="/use", use=refused.title, clause=policy.source(refused).spoken)
    found = policy.find_use(use)
    if found is None or use not in loan_class.uses:
        raise LoanUseUnknown(pointer="/use", allowed=list(loan_class.uses))
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
