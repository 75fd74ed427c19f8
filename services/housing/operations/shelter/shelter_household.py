from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import shelter as rule
from services.housing.rules.shelter import ShelteredAlready
from services.housing.schemas.shelter import ShelterHousehold
from services.housing.store.disaster import get_disaster, get_struck
from services.housing.store.house import lock_home
from services.housing.store.shelter import find_stay_now, get_shelter, lock_shelter
from services.housing.tables import ShelterStay
from shared import outbox
from shared.events.housing import HouseholdSheltered
from shared.security import Principal


async def shelter_household(session: AsyncSession, form: ShelterHousehold, *, by: Principal, at: datetime) -> ShelterStay:
    """A struck household sleeps in a place from now on: in one at a time, and never more people than it holds.

    Raises NoSuchDisaster, NotStruck, NoSuchShelter, OutsideRegion, ShelteredAlready, ShelterClosed, ShelterFull.
    """
    disaster = await get_disaster(session, form.disaster_id)
    struck = await get_struck(session, disaster.id, form.household_id)
    await lock_home(session, form.household_id)
    by.must_cover((await get_shelter(session, form.shelter_id, pointer="/shelter_id")).region, pointer="/shelter_id")
    shelter = await lock_shelter(session, form.shelter_id, pointer="/shelter_id")
    now = await find_stay_now(session, form.household_id)

    if now is not None:
        raise ShelteredAlready(pointer="/household_id", stay_id=str(now.id))
    rule.must_be_open(shelter.closed_at)
    rule.must_have_room(capacity=shelter.capacity, taken=shelter.taken, persons=form.persons)

    stay = ShelterStay(
        shelter_id=shelter.id,
        disaster_id=disaster.id,
        household_id=struck.household_id,
        region=struck.region,
        persons=form.persons,
        since_at=at,
        placed_by=by.subject,
    )
    session.add(stay)
    await session.flush()
    await session.refresh(shelter)

    await outbox.record(
        session,
        HouseholdSheltered(
            stay_id=stay.id,
            disaster_id=stay.disaster_id,
            household_id=stay.household_id,
            region=stay.region,
            shelter_id=shelter.id,
            shelter_kind=shelter.kind.value,
            persons=stay.persons,
            since_at=stay.since_at,
        ),
    )
    return stay
