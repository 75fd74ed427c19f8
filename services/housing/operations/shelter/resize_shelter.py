from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import shelter as rule
from services.housing.schemas.shelter import ResizeShelter
from services.housing.store.shelter import get_shelter, lock_shelter
from services.housing.tables import Shelter
from shared.security import Principal


async def resize_shelter(session: AsyncSession, shelter_id: UUID, form: ResizeShelter, *, by: Principal) -> Shelter:
    """A place holds more or fewer people than was thought, never fewer than are in it. Nobody is told.

    Raises NoSuchShelter, OutsideRegion, ShelterClosed, ShelterTooSmall.
    """
    by.must_cover((await get_shelter(session, shelter_id)).region)
    shelter = await lock_shelter(session, shelter_id)

    rule.must_be_open(shelter.closed_at)
    rule.must_hold(capacity=form.capacity, taken=shelter.taken)

    shelter.capacity = form.capacity
    await session.flush()
    return shelter
