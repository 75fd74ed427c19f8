from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.awaited_step import follow_renovation, lock_unawaited
from services.housing.tables import Renovation
from shared import outbox

AT_ONCE = 200
"""Renovations per call: the next takes the rest."""


async def follow_forgotten(session: AsyncSession, *, on: date) -> Sequence[Renovation]:
    """Renovations that were under way before steps were kept get theirs, and whoever has to act is told."""
    forgotten = await lock_unawaited(session, limit=AT_ONCE)

    events = [event for renovation in forgotten for event in await follow_renovation(session, renovation, on=on)]

    await outbox.record(session, *events)
    return forgotten
