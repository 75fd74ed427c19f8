"""A household goes on to another place; the room moves with it, and each day counts once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from services.housing.operations.shelter.move_household_on import move_household_on
from services.housing.rules.shelter import SameShelter, ShelterFull, StayEndedAlready
from services.housing.schemas.shelter import MoveHousehold
from shared.events.housing import HouseholdSheltered, HouseholdShelterEnded
from tests.builders.houses import a_family
from tests.builders.housing_disasters import DUE, OFFICER, a_disaster, a_shelter, sheltered

LATER = DUE + timedelta(days=3)


async def test_it_leaves_the_one_for_the_other(session, emitted):
    family, school, flat = (
        await a_family(session),
        await a_shelter(session),
        await a_shelter(session, kind="rented", title="租房"),
    )
    stay = await sheltered(session, (await a_disaster(session)).disaster, family.id, school, persons=4)

    new = await move_household_on(session, stay.id, MoveHousehold(shelter_id=flat.id), by=OFFICER, at=LATER)

    assert (school.taken, flat.taken) == (0, 4)
    assert (stay.left_as, stay.days, stay.counted_days, new.persons, new.until_at) == ("moved-on", 3, 3, 4, None)
    told = (await emitted(session))[-2:]
    assert isinstance(told[0], HouseholdShelterEnded) and isinstance(told[1], HouseholdSheltered)
    assert (told[0].ended_as, told[0].days, told[0].standard_fen) == ("moved-on", 3, 3 * 4 * 20_00)


async def test_not_where_it_is_nor_where_there_is_no_room_nor_twice(session):
    family, other = await a_family(session), await a_family(session)
    disaster, school, flat = (await a_disaster(session)).disaster, await a_shelter(session), await a_shelter(session, capacity=5)
    stay = await sheltered(session, disaster, family.id, school, persons=4)
    await sheltered(session, disaster, other.id, flat, persons=2)

    with pytest.raises(SameShelter):
        await move_household_on(session, stay.id, MoveHousehold(shelter_id=school.id), by=OFFICER, at=LATER)
    with pytest.raises(ShelterFull):
        await move_household_on(session, stay.id, MoveHousehold(shelter_id=flat.id), by=OFFICER, at=LATER)
    await move_household_on(session, stay.id, MoveHousehold(shelter_id=flat.id, persons=3), by=OFFICER, at=LATER)
    with pytest.raises(StayEndedAlready):
        await move_household_on(session, stay.id, MoveHousehold(shelter_id=flat.id), by=OFFICER, at=LATER)
    assert (await session.execute(text("SELECT sum(taken) FROM shelter"))).scalar_one() == 5
