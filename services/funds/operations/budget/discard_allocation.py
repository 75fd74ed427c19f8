from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.allocation import AllocationState, become
from services.funds.schemas.allocation import DiscardAllocation
from services.funds.store.allocation import lock_allocation
from services.funds.tables import Allocation
from shared.security import Principal


async def discard_allocation(session: AsyncSession, allocation_id: UUID, form: DiscardAllocation, *, by: Principal) -> Allocation:
    """Give a draft up; it stays, with the reason. Raises NoSuchAllocation, AllocationStateForbids."""
    allocation = await lock_allocation(session, allocation_id)

    allocation.state = become(allocation.state, AllocationState.DISCARDED)

    allocation.discarded_by, allocation.discard_reason = by.subject, form.reason
    await session.flush()
    return allocation
