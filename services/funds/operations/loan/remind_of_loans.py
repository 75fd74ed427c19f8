from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan_life import LoanTold, step_to_tell
from services.funds.store.lending_policy import get_lending_policy_named, list_lending_policies
from services.funds.store.loan_telling import lock_loans_to_tell
from shared import outbox
from shared.events.funds import LoanRepaymentAwaited

AT_ONCE = 200


async def remind_of_loans(session: AsyncSession, *, on: date) -> int:
    """Tell of principal that falls due within a month, and of what is overdue, whose subsidy has ended; each once. How many."""
    longest = max(policy.reminder.days for policy in list_lending_policies())
    found = await lock_loans_to_tell(session, remind_until=on + timedelta(days=longest), on=on, limit=AT_ONCE)
    told = 0
    for loan, due_on, owed_fen in found:
        step = step_to_tell(
            due_on,
            owed_fen=owed_fen,
            reminder_days=get_lending_policy_named(loan.policy).reminder.days,
            is_reminded=loan.reminded_for is not None and loan.reminded_for >= due_on,
            is_overdue=loan.overdue_told_for is not None and loan.overdue_told_for >= due_on,
            on=on,
        )
        if step is None:
            continue
        if step is LoanTold.REMINDER:
            loan.reminded_for = due_on
        else:
            loan.overdue_told_for = due_on
        session.add(loan)
        awaited = LoanRepaymentAwaited(
            loan_id=loan.id, household_id=loan.household_id, region=loan.region, due_on=due_on, amount_fen=owed_fen, step=step
        )
        await outbox.record(session, awaited)
        told += 1
    await session.flush()
    return told
