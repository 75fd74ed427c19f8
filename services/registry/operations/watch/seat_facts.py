"""Give facts that waited for someone to their household, now that the register knows them."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import alert as alerts


async def seat_facts(session: AsyncSession, identity_hashes: Collection[str]) -> Collection[UUID]:
    """Returns the households that got some, to be judged."""
    return await alerts.seat_waiting_facts(session, identity_hashes)
