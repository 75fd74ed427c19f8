from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import extension as extensions
from services.funds.rules import loan as rules
from services.funds.rules import loan_asking, loan_life
from services.funds.rules.extension import ExtensionState
from services.funds.rules.interest import Instalment
from services.funds.rules.notice import NoticeAbout, Subject, must_have_stood
from services.funds.rules.repayment import extended
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.loan import DecideExtension
from services.funds.store import loan as loans
from services.funds.store.lending_policy import get_lending_policy_named, get_rate_table
from services.funds.store.loan_account import end_plan, put_plan
from services.funds.store.notice import find_last_notice
from services.funds.tables import ExtensionAsking, Loan, LoanExtension
from shared.security import Principal


async def decide_extension(session: AsyncSession, extension_id: UUID, form: DecideExtension, *, by: Principal, on: date) -> Loan:
    """Agree to an extension, or not; who asked for it never decides. It is agreed to once its notice has stood and before the
    loan is overdue; from the old day on the loan bears the rate of loans of the whole time (人民币利率管理规定 第二十一条).

    The reminders go by the new day. Raises NoSuchExtension, OutsideRegion, ExtensionDecided, SamePerson, and to agree
    LoanStateForbids, OverdueLoan, AlreadyExtended, ExtensionTooLong, RateUnknown, RateAboveBase and the NOTICE_LAWS.
    """
    loan = await loans.lock_loan(session, (await loans.get_asking(session, extension_id)).loan_id)
    asking = await loans.get_asking(session, extension_id, locked=True)
    by.must_cover(asking.region)
    notice = await find_last_notice(session, Subject(NoticeAbout.LOAN, asking.id)) if asking.notice_id else None

    extensions.must_be_undecided(asking.state)
    must_be_another(asking.asked_by, by.subject)
    if form.is_agreed:
        if asking.notice_id is not None:
            must_have_stood(notice, on=on)
        await _extend(session, loan, asking, by=by.subject, on=on)

    asking.state = ExtensionState.AGREED if form.is_agreed else ExtensionState.REFUSED
    asking.decided_by, asking.decided_on, asking.why = by.subject, on, form.why
    session.add(asking)
    await session.flush()
    return loan


async def _extend(session: AsyncSession, loan: Loan, asking: ExtensionAsking, *, by: str, on: date) -> None:
    drawn_on, old_due_on = rules.must_be_lent(loan.state, loan.drawn_on, loan.due_on)
    before = await loans.list_extensions(session, loan.id)
    policy = get_lending_policy_named(loan.policy)
    rate = Fraction(asking.rate_millionths, rules.MILLION)
    loan_life.must_be_punctual(await loans.facts_of(session, loan, until_on=on), on)
    loan_life.check_extension(
        policy.extension, months=loan.term_months, due_on=old_due_on, until_on=asking.due_on, before=len(before)
    )
    base = get_rate_table(loan.table_code).rate(old_due_on, rules.months_between(drawn_on, asking.due_on))
    loan_asking.check_rate(loan_asking.class_of(policy, loan.loan_class), rate=rate, base=base)

    plan = [Instalment(each.due_on, each.principal_fen) for each in await loans.list_plan(session, loan.id)]
    version = await end_plan(session, loan.id)
    put_plan(session, loan, extended(plan, due_on=asking.due_on, from_on=asking.agreed_on), version=version + 1)
    session.add(
        LoanExtension(
            loan_id=loan.id,
            region=loan.region,
            position=len(before) + 1,
            from_on=old_due_on,
            due_on=asking.due_on,
            rate_millionths=asking.rate_millionths,
            base_millionths=int(base * rules.MILLION),
            reason=asking.reason,
            clause=policy.source(policy.extension).spoken,
            agreed_on=asking.agreed_on,
            written_by=by,
        )
    )
    loan.due_on = asking.due_on
    session.add(loan)
