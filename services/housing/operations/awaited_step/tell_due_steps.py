from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.awaited_step import lock_due_steps, told
from services.housing.tables import AwaitedStep
from shared import outbox

AT_ONCE = 500
"""Steps per call: the next takes the rest."""


async def tell_due_steps(session: AsyncSession, *, on: date) -> list[AwaitedStep]:
    """What fell due without anything happening (a defect's day, the month of a payment, a return visit) is told, each once."""
    due = list(await lock_due_steps(session, on=on, limit=AT_ONCE))

    for step in due:
        step.told_on = on
    await session.flush()

    await outbox.record(session, *map(told, due))
    return due
