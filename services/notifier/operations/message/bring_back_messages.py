"""Bring messages back that a clock which ran ahead put off: when it is set right they would wait for as long as it was wrong."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ahead_of
from services.notifier.store.delivery import bring_back


async def bring_back_messages(session: AsyncSession, *, at: datetime) -> int:
    """How many: those written later than now, and those that wait for longer than any retry or any night.
    They keep the hours all the same when their turn comes."""
    written_after, due_after, held_after = ahead_of(at)
    return await bring_back(session, at=at, written_after=written_after, due_after=due_after, held_after=held_after)
