"""Messages that wait for longer than anything can are due again: a clock that was wrong must not lose them."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.gathering import recall_strays

FURTHEST = timedelta(days=2)
"""A night and the wait for a digest are shorter together."""


async def recall_messages(session: AsyncSession, *, at: datetime) -> int:
    """How many were recalled. They keep the hours all the same when their turn comes."""
    return await recall_strays(session, at=at, furthest=at + FURTHEST)
