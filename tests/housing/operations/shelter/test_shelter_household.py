"""A struck household sleeps in one place at a time, and no place holds more people than it has room for."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.housing.operations.shelter.shelter_household import shelter_household
from services.housing.rules.disaster import NotStruck
from services.housing.rules.shelter import ShelteredAlready, ShelterFull
from services.housing.schemas.shelter import ShelterHousehold
from services.housing.tables import ShelterStay
from shared import database
from shared.events.housing import HouseholdSheltered
from shared.security import OutsideRegion
from tests.builders.houses import a_family
from tests.builders.housing import OTHER_VILLAGE, VILLAGE
from tests.builders.housing_disasters import DUE, VILLAGER, a_disaster, a_shelter, sheltered


async def test_a_household_has_a_place_and_the_place_one_room_less(session, emitted):
    family, shelter = await a_family(session), await a_shelter(session)
    disaster = (await a_disaster(session)).disaster

    stay = await sheltered(session, disaster, family.id, shelter, persons=4)

    assert (shelter.taken, stay.persons, stay.since_at) == (4, 4, DUE)
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseholdSheltered)
    assert (told.household_id, told.persons, told.shelter_kind) == (family.id, 4, "school")
    with pytest.raises(ShelteredAlready):
        await sheltered(session, disaster, family.id, await a_shelter(session, title="村委会"))


async def test_a_full_place_and_a_household_that_was_not_struck_are_refused(session):
    first, second, elsewhere = await a_family(session), await a_family(session), await a_family(session, village=OTHER_VILLAGE)
    disaster, shelter = (await a_disaster(session)).disaster, await a_shelter(session)
    await sheltered(session, disaster, first.id, shelter, persons=7)

    with pytest.raises(ShelterFull) as full:
        await sheltered(session, disaster, second.id, shelter, persons=4)
    assert full.value.facts["room"] == 3
    with pytest.raises(NotStruck):
        await sheltered(session, disaster, elsewhere.id, shelter)


async def test_a_village_fills_no_other_village_s_place(session):
    family = await a_family(session)
    disaster, there = (await a_disaster(session)).disaster, await a_shelter(session, region=OTHER_VILLAGE)
    form = ShelterHousehold(disaster_id=disaster.id, household_id=family.id, shelter_id=there.id, persons=1)

    with pytest.raises(OutsideRegion):
        await shelter_household(session, form, by=VILLAGER, at=DUE)


async def test_many_who_come_at_once_never_overfill_it(session, sessions):
    families = [await a_family(session) for _ in range(6)]
    disaster, shelter = (await a_disaster(session)).disaster, await a_shelter(session)
    await session.commit()

    async def comes(family):
        async with sessions() as own:
            await database.set_scope(own, database.the_platform("test", "test"))
            try:
                await sheltered(own, disaster, family.id, shelter, persons=4)
                await own.commit()
            except ShelterFull:
                return False
            return True

    came = await asyncio.gather(*map(comes, families))

    await database.set_scope(session, database.the_platform("test", "test"))
    taken = await session.execute(text("SELECT taken FROM shelter"))
    assert (sum(came), taken.scalar_one()) == (2, 8)


async def test_the_database_itself_lets_nobody_in_beyond_its_room_or_into_two_places(session):
    first, second = await a_family(session), await a_family(session)
    disaster, shelter = (await a_disaster(session)).disaster, await a_shelter(session)
    other = await a_shelter(session, title="村委会")
    await sheltered(session, disaster, first.id, shelter, persons=7)

    for household, place, persons, law in (
        (second.id, shelter.id, 4, "shelter_never_overfull"),
        (first.id, other.id, 1, "shelter_stay_one_at_a_time"),
    ):
        told = {"disaster_id": disaster.id, "region": VILLAGE, "placed_by": "x", "since_at": DUE}
        with pytest.raises(IntegrityError, match=law):
            async with session.begin_nested():
                session.add(ShelterStay(shelter_id=place, household_id=household, persons=persons, **told))
                await session.flush()
