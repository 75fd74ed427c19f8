from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import loan as rules
from services.funds.rules import loan_asking
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.schemas.loan import TakeStep
from services.funds.store.lending_policy import get_lending_policy_named
from services.funds.store.loan import lock_loan
from services.funds.store.notice import add_notice
from services.funds.tables import Loan, LoanStep
from shared.security import Principal


async def take_step(session: AsyncSession, loan_id: UUID, form: TakeStep, *, by: Principal, on: date) -> Loan:
    """Take the next step of the chain, or end the application there. The loan's list tells whose turn it is. After the last step
    before the bank's a renewal is shown to the village, where the place's rule says so.

    Raises NoNoticeRule, NoSuchLoan, OutsideRegion, LoanStateForbids, StepIsTheBanks, NotTheirStep, StepTakenByTheSame.
    """
    loan = await lock_loan(session, loan_id)
    by.must_cover(loan.region)
    policy = get_lending_policy_named(loan.policy)
    steps = policy.steps_of(loan_asking.class_of(policy, loan.loan_class))

    rules.must_be_asked(loan.state)
    step = loan_asking.next_step(steps, loan.steps_taken)
    loan_asking.check_step(step, role=by.role.value, by=by.subject, before_by=loan.last_step_by)

    loan.steps_taken += 1
    loan.last_step_by = by.subject
    if not form.is_agreed:
        loan.state, loan.ended_why = rules.become(loan.state, rules.LoanState.REFUSED), f"{step.title}未通过"
    session.add(loan)
    session.add(
        LoanStep(
            loan_id=loan.id,
            region=loan.region,
            position=loan.steps_taken,
            step=step.code,
            title=step.title,
            is_agreed=form.is_agreed,
            said=form.said,
            taken_on=on,
            taken_by=by.subject,
        )
    )
    await session.flush()
    days = policy.renewal.notice_days
    if form.is_agreed and loan.renews_id is not None and days is not None and loan.steps_taken == len(steps) - 1:
        await _show(session, loan, days=days, by=by, on=on)
    return loan


async def _show(session: AsyncSession, loan: Loan, *, days: int, by: Principal, on: date) -> None:
    """A renewal is shown to the village before the bank agrees to it, by its number alone."""
    says = PublicText(f"{loan.class_title}续贷，期限 {loan.term_months} 个月")
    await add_notice(
        session,
        Subject(NoticeAbout.LOAN, loan.id),
        region=loan.region,
        title=f"贷款续贷公示（{loan.number}）",
        lines=[Line(PublicText(f"贷款编号 {loan.number}"), says, loan.asked_fen)],
        opened_on=on,
        by=by.subject,
        days=days,
    )
