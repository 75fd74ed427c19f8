"""Tell of instalments that are overdue: the day after they were due, and again each month while they stay unpaid."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import instalments
from shared import outbox
from shared.events.medical import InstalmentMissed

AT_ONCE = 200
"""Instalments per call: the next tick takes the rest."""


async def tell_missed_instalments(session: AsyncSession, *, on: date) -> int:
    """How many were told of."""
    found = await instalments.lock_to_tell(session, on=on, limit=AT_ONCE)

    told = [(one, plan, due) for one, plan in found for due in instalments.dues([one]) if due.is_to_be_told(plan.paid_fen, on=on)]

    for one, _, _ in told:
        one.told_on, one.told_times = on, one.told_times + 1
    await session.flush()

    await outbox.record(
        session,
        *(
            InstalmentMissed(
                plan_id=plan.id,
                settlement_id=plan.settlement_id,
                hospital=plan.hospital,
                region=plan.region,
                number=one.number,
                due_on=one.due_on,
                owed_fen=due.owed_fen(plan.paid_fen),
                times=one.told_times,
            )
            for one, plan, due in told
        ),
    )
    return len(told)
