from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.awaited_step import follow_renovation, lock_unawaited
from services.housing.tables import Renovation

AT_ONCE = 200
"""Renovations per call: the next takes the rest."""


async def follow_forgotten(session: AsyncSession, *, on: date) -> Sequence[Renovation]:
    """Renovations that were under way before steps were kept get theirs."""
    forgotten = await lock_unawaited(session, limit=AT_ONCE)

    for renovation in forgotten:
        await follow_renovation(session, renovation, on=on)
    return forgotten
