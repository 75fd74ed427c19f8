from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset_contract import DueStep, step_due
from services.funds.store.asset_income import lock_untold_dues
from services.funds.store.asset_policy import get_asset_policy, list_asset_policies
from shared import outbox
from shared.events.funds import AssetIncomeAwaited

AT_ONCE = 200


async def remind_of_dues(session: AsyncSession, *, on: date) -> int:
    """Tell of dues that come soon, and of those that are late; each once. How many were told."""
    longest = max(policy.reminder.days for policy in list_asset_policies())
    dues = await lock_untold_dues(session, remind_until=on + timedelta(days=longest), on=on, limit=AT_ONCE)
    told = 0
    for due in dues:
        policy, _ = get_asset_policy(due.region, on)
        step = step_due(
            due.due_on,
            reminder_days=policy.reminder.days,
            is_reminded=due.reminded_on is not None,
            is_overdue=due.overdue_on is not None,
            on=on,
        )
        if step is None:
            continue
        if step is DueStep.REMINDER:
            due.reminded_on = on
        else:
            due.overdue_on = on
        await outbox.record(
            session,
            AssetIncomeAwaited(
                due_id=due.id, asset_id=due.asset_id, region=due.region, due_on=due.due_on, amount_fen=due.amount_fen, step=step
            ),
        )
        told += 1
    await session.flush()
    return told
