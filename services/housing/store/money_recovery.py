"""What housing asks its database of money that is asked back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.tables import MoneyRecovery


async def lock_recovery(session: AsyncSession, id: UUID) -> MoneyRecovery | None:
    return await session.get(MoneyRecovery, id, with_for_update=True, populate_existing=True)


async def list_recoveries(session: AsyncSession, renovation_ids: Collection[UUID]) -> dict[UUID, Sequence[MoneyRecovery]]:
    """Of each renovation, the first ordered first."""
    found: dict[UUID, list[MoneyRecovery]] = {id: [] for id in renovation_ids}
    query = select(MoneyRecovery).where(col(MoneyRecovery.renovation_id).in_(renovation_ids)).order_by(col(MoneyRecovery.id))
    for recovery in await session.exec(query):
        if recovery.renovation_id is not None:
            found[recovery.renovation_id].append(recovery)
    return dict(found)
