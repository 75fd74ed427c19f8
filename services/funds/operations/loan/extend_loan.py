from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan as rules
from services.funds.rules import loan_asking
from services.funds.rules.interest import Instalment
from services.funds.rules.repayment import extended
from services.funds.schemas.loan import ExtendLoan
from services.funds.store import loan as loans
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.store.loan_account import end_plan, put_plan
from services.funds.tables import Loan, LoanExtension
from shared.security import Principal


async def extend_loan(session: AsyncSession, loan_id: UUID, form: ExtendLoan, *, by: Principal, on: date) -> Loan:
    """Let a loan that is not overdue fall due later, within the law. From the old day on it bears the rate of loans of the whole
    time (人民币利率管理规定 第二十一条).

    The reminders go by the new day. Raises NoSuchLoan, OutsideRegion, LoanStateForbids, OverdueLoan, AlreadyExtended,
    ExtensionTooLong, DrawnOutOfOrder, RateUnknown, RateAboveBase.
    """
    loan = await loans.lock_loan(session, loan_id)
    by.must_cover(loan.region)
    drawn_on, old_due_on = rules.must_be_lent(loan.state, loan.drawn_on, loan.due_on)
    facts = await loans.facts_of(session, loan, until_on=on)
    before = await loans.list_extensions(session, loan_id)
    policy = get_lending_policy_named(loan.policy)
    loan_class = loan_asking.class_of(policy, loan.loan_class)
    table = get_rate_table(loan.table_code)

    rules.must_be_punctual(facts, on)
    rules.check_day(form.agreed_on, not_before=drawn_on, on=min(on, old_due_on), pointer="/agreed_on")
    rules.check_extension(policy.extension, months=loan.term_months, due_on=old_due_on, until_on=form.due_on, before=len(before))
    base = table.rate(old_due_on, rules.months_between(drawn_on, form.due_on))
    rate = Fraction(form.rate_percent) / 100
    loan_asking.check_rate(loan_class, rate=rate, base=base)

    plan = [Instalment(each.due_on, each.principal_fen) for each in await loans.list_plan(session, loan_id)]
    version = await end_plan(session, loan_id)
    put_plan(session, loan, extended(plan, due_on=form.due_on, from_on=form.agreed_on), version=version + 1)
    session.add(
        LoanExtension(
            loan_id=loan.id,
            region=loan.region,
            position=len(before) + 1,
            from_on=old_due_on,
            due_on=form.due_on,
            rate_millionths=int(rate * rules.MILLION),
            base_millionths=int(base * rules.MILLION),
            reason=form.reason,
            clause=policy.source(policy.extension).spoken,
            agreed_on=form.agreed_on,
            written_by=by.subject,
        )
    )
    loan.due_on = form.due_on
    session.add(loan)
    await session.flush()
    return loan
