"""A house enters the file with a number of its own, and with who lives in it."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.rules.dwelling import BuiltAhead
from services.housing.rules.occupancy import HouseholdUnknown, LivesThereAlready, MovedOutOfTime
from services.housing.tables import Occupancy
from shared.ids import uuid7
from shared.security import OutsideRegion
from tests.builders.houses import Family, a_family, a_house
from tests.builders.housing import OTHER_VILLAGE, VILLAGE


async def test_houses_of_a_village_are_numbered_one_after_another(session):
    numbers = [(await a_house(session, region=village)).number for village in (VILLAGE, OTHER_VILLAGE, VILLAGE)]

    assert numbers == [f"H-{VILLAGE}-0001", f"H-{OTHER_VILLAGE}-0001", f"H-{VILLAGE}-0002"]


async def test_a_household_lives_in_it_from_the_day_that_was_told(session):
    family = await a_family(session)

    house = await a_house(session, family, since_on=date(2012, 5, 1))

    [stay] = await session.exec(select(Occupancy))
    assert (stay.house_id, stay.household_id, stay.since_on) == (house.id, family.id, date(2012, 5, 1))


async def test_a_household_that_lives_somewhere_does_not_come_along(session):
    family = await a_family(session)
    await a_house(session, family)

    with pytest.raises(LivesThereAlready):
        await a_house(session, family)


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"built_year": 2021}, BuiltAhead),
        ({"region": "370302001001"}, OutsideRegion),
        ({"since_on": date(2020, 6, 2)}, MovedOutOfTime),
    ],
)
async def test_what_cannot_be_is_refused(session, told, law):
    with pytest.raises(law):
        await a_house(session, await a_family(session), **told)


async def test_a_household_that_registry_never_told_of_is_refused(session):
    with pytest.raises(HouseholdUnknown):
        await a_house(session, Family(uuid7(), "", uuid7(), ""))
