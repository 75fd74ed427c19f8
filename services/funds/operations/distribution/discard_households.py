from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.distribution_list import ListState, must_be_draft
from services.funds.store.distribution_list import lock_list
from services.funds.tables import DistributionList
from shared.security import Principal


async def discard_households(session: AsyncSession, list_id: UUID, *, by: Principal) -> DistributionList:
    """A list by which no plan was drawn is not to be. It stays to be seen. Raises NoSuchHouseholdList, OutsideRegion,
    HouseholdListClosed."""
    uploaded = await lock_list(session, list_id)
    by.must_cover(uploaded.region)

    must_be_draft(uploaded.state)

    uploaded.state = ListState.DISCARDED
    await session.flush()
    return uploaded
