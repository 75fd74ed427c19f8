from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import shelter as rule
from services.housing.rules.shelter import LeftAs, SameShelter, StayEndedAlready
from services.housing.schemas.shelter import MoveHousehold
from services.housing.store.disaster import get_disaster
from services.housing.store.disaster_policy import get_disaster_policy_named
from services.housing.store.shelter import count_days_before, get_shelter, lock_shelter, lock_stay
from services.housing.tables import ShelterStay
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseholdSheltered, HouseholdShelterEnded
from shared.security import Principal


async def move_household_on(
    session: AsyncSession, stay_id: UUID, form: MoveHousehold, *, by: Principal, at: datetime
) -> ShelterStay:
    """A household goes from one place to another; the day of moving counts in the new one.

    Raises NoSuchStay, NoSuchShelter, OutsideRegion, StayEndedAlready, SameShelter, ShelterClosed, ShelterFull.
    """
    stay = await lock_stay(session, stay_id)
    for id in (stay.shelter_id, form.shelter_id):
        pointer = "/shelter_id" if id == form.shelter_id else None
        by.must_cover((await get_shelter(session, id, pointer=pointer)).region, pointer=pointer)
    locked = {id: await lock_shelter(session, id) for id in sorted({stay.shelter_id, form.shelter_id})}
    shelter, persons = locked[form.shelter_id], form.persons or stay.persons
    transition = get_disaster_policy_named((await get_disaster(session, stay.disaster_id)).policy).transition
    before = await count_days_before(session, household_id=stay.household_id, disaster_id=stay.disaster_id)

    if stay.until_at is not None:
        raise StayEndedAlready(until_at=stay.until_at.isoformat())
    if stay.shelter_id == shelter.id:
        raise SameShelter(pointer="/shelter_id")
    rule.must_be_open(shelter.closed_at)
    rule.must_have_room(capacity=shelter.capacity, taken=shelter.taken, persons=persons)

    # Who moves on the day on which they came was there for no day of its own: it counts in the new place.
    stay.days = (china(at).date() - china(stay.since_at).date()).days
    stay.counted_days = rule.counted(stay.days, before=before, at_most=transition.days)
    stay.until_at, stay.left_as, stay.left_by = at, LeftAs.MOVED_ON, by.subject
    await session.flush()
    new = ShelterStay(
        shelter_id=shelter.id,
        disaster_id=stay.disaster_id,
        household_id=stay.household_id,
        region=stay.region,
        persons=persons,
        since_at=at,
        placed_by=by.subject,
    )
    session.add(new)
    await session.flush()
    for each in locked.values():
        await session.refresh(each)

    ended = HouseholdShelterEnded(
        stay_id=stay.id,
        disaster_id=stay.disaster_id,
        household_id=stay.household_id,
        region=stay.region,
        ended_as=LeftAs.MOVED_ON.value,
        ended_at=at,
        persons=stay.persons,
        days=stay.days,
        counted_days=stay.counted_days,
        standard_fen=stay.persons * stay.counted_days * transition.yuan_per_person_day,
    )
    sheltered = HouseholdSheltered(
        stay_id=new.id,
        disaster_id=new.disaster_id,
        household_id=new.household_id,
        region=new.region,
        shelter_id=shelter.id,
        shelter_kind=shelter.kind.value,
        persons=new.persons,
        since_at=at,
    )
    await outbox.record(session, ended, sheltered)
    return new
