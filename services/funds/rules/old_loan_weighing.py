"""An old loan held against the rules of its place on the day when it was lent: so that no day is subsidised twice and every
balance is the bank's.

What was agreed at the time stands: a loan that the fund of today could not bear rests on it all the same, and a household's two
loans above its limit are taken in; only the part that is subsidised keeps to the limit.
"""

from datetime import date, timedelta
from fractions import Fraction

from services.funds.rules.base_rate import RateTable, RateUnknown
from services.funds.rules.interest import Facts, Instalment, Movement, RateFrom, Repricing, rates_of, struck
from services.funds.rules.loan import months_between, percent
from services.funds.rules.loan_life import check_extension
from services.funds.rules.loan_policy import Borrower, LendingPolicy, LoanClass, subsidy_of
from services.funds.rules.old_loan import OldLoan
from services.funds.rules.old_loan_file import (
    BALANCE,
    DRAWN,
    DUE,
    ENTERPRISE,
    FIRST_DUE,
    FROM,
    LENT,
    RATE,
    RENEWALS,
    REPAID,
    REPAID_ON,
    SUBSIDY,
    USE,
    Subsidised,
)
from services.funds.rules.repayment import extended, plan
from shared.cells import Fault
from shared.errors import Refusal
from shared.money import yuan

ONE_DAY = timedelta(days=1)
QUARTER_DAYS = 90
"""The shortest quarter between two strike days."""


def class_named(policy: LendingPolicy, text: str) -> LoanClass | None:
    """A class by its code or its title."""
    return next((each for each in policy.classes if text in (each.code, each.title)), None)


def use_named(policy: LendingPolicy, text: str) -> str | None:
    """A use by its code or its title: its code."""
    return next((each.code for each in policy.uses if text in (each.code, each.title)), None)


def check_old(loan: OldLoan, policy: LendingPolicy, loan_class: LoanClass, table: RateTable) -> list[Fault]:
    """Everything that is wrong with a loan by the rules of the place on the day when it was lent."""
    terms = loan.terms
    faults: list[Fault] = []

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(loan.row, column, reason, mend))

    use = use_named(policy, terms.use)
    if use is None or use not in loan_class.uses:
        titles = [each.title for each in policy.uses if each.code in loan_class.uses]
        wrong(USE, "这类贷款没有这种用途", f"请填写{'、'.join(titles)}之一")
    if (loan_class.borrower is Borrower.ENTERPRISE) != bool(terms.enterprise):
        wrong(ENTERPRISE, "借款人与贷款类别不符", "经营主体的贷款填名称和统一社会信用代码，农户和学生的填身份证号和姓名")
    if loan_class.limit_fen is not None and terms.lent_fen > loan_class.limit_fen:
        wrong(LENT, f"超过这类贷款的限额 {yuan(loan_class.limit_fen)} 元", "请核对金额与类别；超额的不属这类贷款，由银行另行管理")
    if loan.months > loan_class.term_months:
        wrong(DUE, f"超过这类贷款的最长期限 {loan_class.term_months} 个月", "请核对日期；展过期的，填写展期前的到期日期")
    if terms.renewals > policy.renewal.times:
        wrong(RENEWALS, f"至多续贷 {policy.renewal.times} 次", "请核对续贷次数")
    return [*faults, *_of_rate(loan, loan_class, table), *_of_extension(loan, policy), *_of_entries(loan), *_of_days(loan)]


def _of_rate(loan: OldLoan, loan_class: LoanClass, table: RateTable) -> list[Fault]:
    try:
        base = table.rate(loan.terms.signed_on, loan.months)
        table.rate(loan.terms.drawn_on, loan.months)
    except RateUnknown as unknown:
        return [Fault(loan.row, DRAWN, unknown.title, "请核对放款日期；更早的利率请联系平台管理员补录")]
    rate = loan.terms.rate if loan.terms.repricing is Repricing.FIXED else base + loan.terms.rate
    if loan_class.is_rate_capped and rate > base:
        mend = "这类贷款按基准利率放款，请与银行核对合同利率"
        return [Fault(loan.row, RATE, f"高于签订日同期同档次的基准利率 {percent(base)}", mend)]
    return []


def _of_extension(loan: OldLoan, policy: LendingPolicy) -> list[Fault]:
    if loan.terms.first_due_on is None:
        return []
    try:
        check_extension(
            policy.extension, months=loan.months, due_on=loan.terms.first_due_on, until_on=loan.terms.due_on, before=0
        )
    except Refusal as refusal:
        return [Fault(loan.row, FIRST_DUE, refusal.title, "请核对展期前后的到期日期")]
    return []


def _of_entries(loan: OldLoan) -> list[Fault]:
    faults = [Fault(each.row, REPAID_ON, "早于放款日期", "请核对日期") for each in loan.paid if each.on < loan.terms.drawn_on]
    left_fen = loan.terms.lent_fen - sum(each.principal_fen for each in loan.paid)
    if left_fen < 0:
        faults.append(Fault(loan.row, REPAID, "归还的本金超过放款金额", "请核对本金与利息的拆分"))
    elif left_fen != loan.terms.balance_fen:
        mend = "每一次归还本金各写一行日期和金额"
        faults.append(Fault(loan.row, BALANCE, f"放款减去归还的本金是 {yuan(left_fen)} 元", mend))
    return faults


def _of_days(loan: OldLoan) -> list[Fault]:
    if bool(loan.subsidised) == loan.says_none:
        reason = "有的行写了贴息，有的行写没有贴过" if loan.says_none else "没有写明已贴息的日子"
        return [Fault(loan.row, SUBSIDY, reason, "请写已贴息的起止日期和金额；没有贴过的，金额写 0")]
    faults = []
    last: date | None = None
    for each in loan.subsidised:
        if each.from_on < loan.terms.drawn_on:
            faults.append(Fault(each.row, FROM, "早于放款日期", "贴息自放款日起"))
        elif last is not None and each.from_on <= last:
            mend = "同一天只贴息一次，请核对起止日期"
            faults.append(Fault(each.row, FROM, "与同一合同其他行的贴息日子重叠", mend))
        last = max(last or each.to_on, each.to_on)
    return faults


def still_covered(loan: OldLoan, subsidised_fen: int | None) -> int:
    """What of the principal that is owed still is subsidised: so much less of the borrower's later loans is."""
    owed_fen = loan.terms.balance_fen
    return owed_fen if subsidised_fen is None else min(subsidised_fen, owed_fen)


def plan_of(loan: OldLoan, table: RateTable) -> list[Instalment]:
    """When its principal falls due, on the days of its contract and of its extension."""
    terms = loan.terms
    base = table.rate(terms.drawn_on, loan.months)
    rate = terms.rate if terms.repricing is Repricing.FIXED else max(base + terms.rate, Fraction(0))
    owed = plan(
        terms.repayment,
        terms.lent_fen,
        rate,
        drawn_on=terms.drawn_on,
        months=loan.months,
        months_each=terms.months_each,
        due_on=loan.first_due_on,
    )
    if terms.first_due_on is None:
        return owed
    return extended(owed, due_on=terms.due_on, from_on=terms.first_due_on)


def later_rate_of(loan: OldLoan, table: RateTable) -> RateFrom | None:
    """What it bears from the day on which it would have been due, if it was extended."""
    terms = loan.terms
    if terms.first_due_on is None or terms.later_rate is None:
        return None
    base = table.rate(terms.first_due_on, months_between(terms.drawn_on, terms.due_on))
    return RateFrom(terms.first_due_on, terms.later_rate, base)


def facts_of_old(
    loan: OldLoan, policy: LendingPolicy, loan_class: LoanClass, table: RateTable, *, subsidised_fen: int | None, until_on: date
) -> Facts:
    """All that its account follows from. Raises RateUnknown."""
    terms = loan.terms
    is_fixed = terms.repricing is Repricing.FIXED
    rates = rates_of(
        table,
        months=loan.months,
        spread=Fraction(0) if is_fixed else terms.rate,
        rate=terms.rate if is_fixed else Fraction(0),
        repricing=terms.repricing,
        drawn_on=terms.drawn_on,
        until_on=max(until_on, terms.drawn_on + ONE_DAY),
    )
    later = later_rate_of(loan, table)
    until = terms.subsidised_until
    if later is not None:
        rates = (*(rate for rate in rates if rate.from_on < later.from_on), later)
        if not policy.extension.is_subsidised:
            until = min(until or later.from_on, later.from_on - ONE_DAY)
    return Facts(
        movements=(
            Movement(terms.drawn_on, terms.lent_fen),
            *(Movement(each.on, -each.principal_fen) for each in loan.paid if each.principal_fen),
        ),
        instalments=tuple(plan_of(loan, table)),
        rates=rates,
        basis=terms.basis,
        penalty=terms.penalty,
        subsidy=subsidy_of(loan_class, subsidised_fen, until),
    )


def accepted_of(run: Subsidised, facts: Facts) -> int:
    """By how much what was paid for these days is above what the platform reckons, in fen, not below zero."""
    return max(run.amount_fen - struck(facts, run.from_on, run.to_on).subsidy_fen, 0)


def check_paid(loan: OldLoan, facts: Facts) -> list[Fault]:
    """Runs whose subsidy is not what the platform reckons and that do not say why: banks round each quarter, so a fen a quarter
    is let pass."""
    faults = []
    for run in loan.subsidised:
        due_fen = struck(facts, run.from_on, run.to_on).subsidy_fen
        quarters = (run.to_on - run.from_on).days // QUARTER_DAYS + 1
        if abs(run.amount_fen - due_fen) > quarters and len(run.why) < 2:
            mend = "请核对日期、本金、利率与金额；确有差额的，在“差额说明”写明原因"
            faults.append(Fault(run.row, SUBSIDY, f"按合同与办法应贴 {yuan(due_fen)} 元", mend))
    return faults
