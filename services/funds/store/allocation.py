"""Allocations and what each place gets of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.allocation import AllocationState, NoSuchAllocation
from services.funds.tables import Allocation, AllocationShare


async def get_allocation(session: AsyncSession, id: UUID) -> Allocation:
    """Raises NoSuchAllocation."""
    allocation = await session.get(Allocation, id)
    if allocation is None:
        raise NoSuchAllocation(allocation_id=str(id))
    return allocation


async def lock_allocation(session: AsyncSession, id: UUID) -> Allocation:
    """Raises NoSuchAllocation. Lock it before numbers and accounts."""
    allocation = await session.get(Allocation, id, with_for_update=True, populate_existing=True)
    if allocation is None:
        raise NoSuchAllocation(allocation_id=str(id))
    return allocation


async def list_shares(session: AsyncSession, allocation_id: UUID) -> Sequence[AllocationShare]:
    query = select(AllocationShare).where(AllocationShare.allocation_id == allocation_id)
    return (await session.exec(query.order_by(col(AllocationShare.position)))).all()


async def list_allocations(
    session: AsyncSession, *, year: int | None, state: AllocationState | None, after: UUID | None, limit: int
) -> Sequence[Allocation]:
    """In the order in which they were drafted."""
    query = select(Allocation).order_by(col(Allocation.id)).limit(limit)
    if after is not None:
        query = query.where(col(Allocation.id) > after)
    if year is not None:
        query = query.where(Allocation.year == year)
    if state is not None:
        query = query.where(Allocation.state == state)
    return (await session.exec(query)).all()
