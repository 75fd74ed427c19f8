from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan as rules
from services.funds.rules import loan_asking, loan_life
from services.funds.rules.guarantee import NoSuchGuaranteeFund, must_guarantee
from services.funds.rules.interest import Repricing
from services.funds.rules.loan_policy import LendingPolicy
from services.funds.rules.notice import NoticeAbout, Subject, must_have_stood
from services.funds.schemas.loan import ApproveLoan
from services.funds.store import loan as loans
from services.funds.store.guarantee import find_fund, standing_of
from services.funds.store.ledger import lock_accounts
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.store.notice import find_last_notice
from services.funds.tables import CreditGrade, GuaranteeFund, Loan, LoanStep
from shared.security import Principal


async def approve_loan(session: AsyncSession, loan_id: UUID, form: ApproveLoan, *, by: Principal, on: date) -> Loan:
    """Write down what the bank agreed to: the last step, and the contract's terms. A guaranteed one rests on the fund.

    The database refuses it too where the fund cannot stand for it. Raises NoSuchLoan, OutsideRegion, LoanStateForbids,
    StepsNotDone, StepTakenByTheSame, AboveLimit, TermTooLong, RateUnknown, RateAboveBase, DrawnOutOfOrder, NotRenewable,
    NoSuchGuaranteeFund, LendingStopped, GuaranteeExhausted; for a renewal the NOTICE_LAWS.
    """
    renews_id = (await loans.get_loan(session, loan_id)).renews_id
    renewed = await loans.lock_loan(session, renews_id) if renews_id else None
    loan = await loans.lock_loan(session, loan_id)
    by.must_cover(loan.region)
    policy = get_lending_policy_named(loan.policy)
    loan_class = loan_asking.class_of(policy, loan.loan_class)
    steps = policy.steps_of(loan_class)
    await loans.lock_borrower(session, loan.household_id, loan.credit_code)
    held = await session.get(CreditGrade, loan.rating_id) if loan.rating_id else None
    others_fen, covered_fen = await loans.sum_of_borrower(session, loan)
    grade = held.grade if held else None
    table = get_rate_table(form.rate_table or loan_class.base)

    state = rules.become(loan.state, rules.LoanState.APPROVED)
    loan_asking.must_be_the_banks(steps, loan.steps_taken)
    loan_asking.check_another(by.subject, loan.last_step_by)
    loan_asking.check_amount(loan_class, grade, amount_fen=form.granted_fen, others_fen=others_fen, pointer="/granted_yuan")
    loan_asking.check_term(loan_class, grade, form.term_months)
    loan_life.check_day(form.signed_on, not_before=loan.asked_on, on=on, pointer="/signed_on")
    base = table.rate(form.signed_on, form.term_months)
    percent = form.rate_percent if form.rate_percent is not None else form.spread_percent or 0
    rate = Fraction(percent) / 100
    loan_asking.check_rate(loan_class, rate=rate if form.repricing is Repricing.FIXED else base + rate, base=base)
    if renewed is not None:
        loan_life.must_cover_renewed(form.granted_fen, renewed.outstanding_fen)
        if policy.renewal.notice_days is not None:
            must_have_stood(await find_last_notice(session, Subject(NoticeAbout.LOAN, loan.id)), on=on)
    fund = await _fund(session, loan, form.bank, is_needed=loan_class.is_guaranteed)
    if fund is not None:
        already = renewed.exposure_fen if renewed and renewed.fund_id == fund.id else 0
        await _guarantee(session, fund, policy, form.granted_fen - already, on=on)

    terms = form.model_dump(include=_OF_THE_CONTRACT)
    for name, value in terms.items():
        setattr(loan, name, value)
    loan.table_code = table.code
    loan.rate_millionths = int(rate * rules.MILLION)
    loan.penalty_millionths = int(Fraction(form.penalty_percent) / 100 * rules.MILLION)
    loan.strike_day = policy.quarter.strike_day
    loan.subsidised_fen = loan_asking.subsidised_part(loan_class, amount_fen=form.granted_fen, others_fen=covered_fen)
    if renewed is not None and not policy.renewal.is_subsidised:
        loan.subsidised_fen = 0
    loan.fund_id = fund.id if fund else None
    loan.state, loan.steps_taken, loan.last_step_by = state, len(steps), by.subject
    loan.approved_by, loan.approved_on = by.subject, on
    session.add(loan)
    session.add(
        LoanStep(
            loan_id=loan.id,
            region=loan.region,
            position=len(steps),
            step=steps[-1].code,
            title=steps[-1].title,
            is_agreed=True,
            said=f"{form.bank} {form.contract_number}",
            taken_on=on,
            taken_by=by.subject,
        )
    )
    await session.flush()
    await session.refresh(loan)
    return loan


_OF_THE_CONTRACT = {
    "bank",
    "contract_number",
    "granted_fen",
    "term_months",
    "repricing",
    "basis",
    "striking",
    "repayment",
    "months_each",
    "subsidised_until",
    "signed_on",
}


async def _fund(session: AsyncSession, loan: Loan, bank: str, *, is_needed: bool) -> GuaranteeFund | None:
    if not is_needed:
        return None
    fund = await find_fund(session, loan.county, bank, locked=True)
    if fund is None:
        raise NoSuchGuaranteeFund(pointer="/bank", county=loan.county, bank=bank)
    return fund


async def _guarantee(session: AsyncSession, fund: GuaranteeFund, policy: LendingPolicy, amount_fen: int, *, on: date) -> None:
    [account] = await lock_accounts(session, fund.key)
    standing = await standing_of(session, fund, account, on=on)
    must_guarantee(policy.guarantee, standing, amount_fen, multiple=fund.multiple)
