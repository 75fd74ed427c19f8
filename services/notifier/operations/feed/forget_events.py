"""Forget events that nobody may ask for any more."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store import feed as store

KEPT_FOR = timedelta(days=30)
"""Ten times as long as a delivery is tried: a system that was away over a long holiday finds everything."""


async def forget_events(session: AsyncSession, *, at: datetime) -> int:
    """How many were forgotten. A reader whose place lies before the last of them is told so."""
    return await store.forget_events(session, before=at - KEPT_FOR)
