from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import shelter as rule
from services.housing.store.shelter import get_shelter, lock_shelter
from services.housing.tables import Shelter
from shared.security import Principal


async def close_shelter(session: AsyncSession, shelter_id: UUID, *, by: Principal, at: datetime) -> Shelter:
    """Nobody sleeps there any more. Nobody is told. Raises NoSuchShelter, OutsideRegion, ShelterClosed, ShelterLivedIn."""
    by.must_cover((await get_shelter(session, shelter_id)).region)
    shelter = await lock_shelter(session, shelter_id)

    rule.must_be_open(shelter.closed_at)
    rule.must_be_empty(shelter.taken)

    shelter.closed_at, shelter.closed_by = at, by.subject
    await session.flush()
    return shelter
