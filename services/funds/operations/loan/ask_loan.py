from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan as rules
from services.funds.rules import loan_asking, loan_life
from services.funds.rules.loan_policy import Borrower, LendingPolicy, LoanClass
from services.funds.rules.number import Series
from services.funds.schemas.loan import AskLoan
from services.funds.store import loan as loans
from services.funds.store.lending_policy import get_lending_policy
from services.funds.store.number import take_numbers
from services.funds.tables import Loan, LoanStep
from shared.regions import county_of
from shared.security import Principal


async def ask_loan(session: AsyncSession, form: AskLoan, *, by: Principal, on: date) -> Loan:
    """Write down an application: the first step of its class's chain. The loan's own list tells of it; nobody else has to know.

    Raises OutsideRegion, NoLendingRule, UnknownLoanClass, UseRefused, LoanUseUnknown, BorrowerUnclear, BorrowerElsewhere,
    GradeMissing, AboveLimit, TermTooLong, NotRenewable.
    """
    by.must_cover(form.region, pointer="/region")
    county = county_of(form.region)
    policy, version = get_lending_policy(form.region, on)
    loan_class = loan_asking.class_of(policy, form.loan_class)
    use_title = loan_asking.check_use(policy, loan_class, form.use)
    loan_asking.check_borrower(
        loan_class,
        form.borrower,
        of_household=(form.household_id, form.person_id),
        of_enterprise=(form.enterprise, form.credit_code),
    )
    await loans.lock_borrower(session, form.household_id, form.credit_code)
    grade = await _grade(session, form, loan_class, on)

    loan = Loan(
        number="",
        region=form.region,
        county=county,
        borrower=form.borrower,
        household_id=form.household_id,
        person_id=form.person_id,
        enterprise=form.enterprise,
        credit_code=form.credit_code,
        rating_id=grade.rating_id if grade else None,
        renews_id=form.renews_id,
        loan_class=loan_class.code,
        class_title=loan_class.title,
        use=form.use,
        use_title=use_title,
        purpose=form.purpose,
        asked_fen=form.amount_fen,
        term_months=form.term_months,
        policy=policy.policy,
        policy_version=version,
        state=rules.LoanState.ASKED,
        steps_taken=1,
        last_step_by=by.subject,
        asked_by=by.subject,
        asked_on=on,
    )
    if form.renews_id is not None:
        await _must_be_renewable(session, loan, policy, form.renews_id, on)
    others_fen, _ = await loans.sum_of_borrower(session, loan)
    loan_asking.check_amount(loan_class, grade, amount_fen=form.amount_fen, others_fen=others_fen, pointer="/amount_yuan")
    loan_asking.check_term(loan_class, grade, form.term_months)

    [loan.number] = await take_numbers(session, Series.LOAN, county, on.year)
    session.add(loan)
    await session.flush()
    first = policy.steps_of(loan_class)[0]
    session.add(
        LoanStep(
            loan_id=loan.id,
            region=loan.region,
            position=1,
            step=first.code,
            title=first.title,
            is_agreed=True,
            said="",
            taken_on=on,
            taken_by=by.subject,
        )
    )
    await session.flush()
    return loan


async def _grade(session: AsyncSession, form: AskLoan, loan_class: LoanClass, on: date) -> loan_asking.Grade | None:
    if form.borrower is Borrower.ENTERPRISE or form.household_id is None or form.person_id is None:
        return None
    if not await loans.is_member(session, form.household_id, form.person_id):
        raise loan_asking.BorrowerElsewhere(pointer="/person_id")
    if not loan_class.needs_grade:
        return None
    held = await loans.find_grade(session, form.household_id)
    return loan_asking.check_grade(held.grade if held else None, person_id=form.person_id, on=on)


async def _must_be_renewable(session: AsyncSession, loan: Loan, policy: LendingPolicy, renews_id: UUID, on: date) -> None:
    renewed = await loans.lock_loan(session, renews_id)
    late = renewed.drawn_on is not None and loan_life.is_late(await loans.facts_of(session, renewed, until_on=on), on)
    loan_life.check_renewal(
        policy.renewal,
        is_same_borrower=(renewed.household_id, renewed.credit_code) == (loan.household_id, loan.credit_code),
        is_same_class=renewed.loan_class == loan.loan_class,
        is_lent=renewed.state is rules.LoanState.LENT,
        is_late=late,
        is_misused=renewed.misused_from is not None,
        before=await loans.count_renewals(session, renewed),
        covers=loan.asked_fen >= renewed.outstanding_fen,
    )
