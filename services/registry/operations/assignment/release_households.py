"""End assignments that no longer hold: of households that were cancelled, or that moved out of reach of their helper."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.assignment import end_strayed
from shared import clock


async def release_households(session: AsyncSession, ids: Collection[UUID] | None, *, on: date) -> list[UUID]:
    """Of these households, or of all with None; which. They stand in the list of those without a helper from now on, and are
    to be looked over under the quality rules; nobody else is told. The same again changes nothing."""
    return await end_strayed(session, ids, on=on, at=clock.now())
