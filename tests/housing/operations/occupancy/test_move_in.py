"""A household lives in one house at a time; a dangerous one that stands empty leaves the ledger until somebody moves in."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from services.housing.operations.house.demolish_house import demolish_house
from services.housing.operations.occupancy.move_in import move_in
from services.housing.rules.dwelling import HouseGone
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.occupancy import LivesThereAlready, MovedOutOfTime
from services.housing.schemas.house import DemolishHouse
from services.housing.schemas.occupancy import MoveIn
from services.housing.store.occupancy import list_occupants_on, list_stays
from services.housing.tables import Hazard, Household, Occupancy
from tests.builders.houses import COUNTY, a_family, a_house
from tests.builders.housing import an_unsafe_house

MOVED, TODAY = date(2020, 8, 1), date(2020, 9, 1)


async def move(session, house, household_id, since_on=MOVED) -> Occupancy:
    return await move_in(session, house.id, MoveIn(household_id=household_id, since_on=since_on), by=COUNTY, on=TODAY)


async def test_who_moves_leaves_the_other_house_on_the_same_day_and_both_are_remembered(session):
    family = await a_family(session)
    old, new = await a_house(session, family), await a_house(session)

    await move(session, new, family.id)

    assert [house.id for _, house in await list_stays(session, family.id)] == [old.id, new.id]
    on = {day: [await list_occupants_on(session, house.id, day) for house in (old, new)] for day in (date(2020, 7, 31), MOVED)}
    assert [[len(stays) for stays in there] for there in on.values()] == [[1, 0], [0, 1]]


async def test_several_households_may_live_in_one_house(session):
    family, other = await a_family(session), await a_family(session)
    house = await a_house(session, family)

    await move(session, house, other.id)

    assert len(await list_occupants_on(session, house.id, TODAY)) == 2


async def test_a_dangerous_house_that_stands_empty_leaves_the_ledger_and_comes_back_with_somebody(session):
    survey, family, other = await an_unsafe_house(session), await a_family(session), await a_house(session)
    survey_home = await session.get_one(type(other), survey.house_id)
    session.add(household_of(survey))
    await session.flush()
    await move(session, other, survey.household_id)
    [listed] = await session.exec(select(Hazard))
    assert listed.struck_why is StruckWhy.MOVED_OUT

    await move(session, survey_home, family.id, TODAY)

    await session.refresh(listed)
    assert (listed.struck_why, listed.struck_on) == (None, None)


async def test_what_cannot_be_is_refused(session):
    family = await a_family(session)
    house, gone = await a_house(session, family), await a_house(session)
    await demolish_house(session, gone.id, DemolishHouse(gone_on=TODAY, why="倒塌"), by=COUNTY, on=TODAY)

    with pytest.raises(LivesThereAlready):
        await move(session, house, family.id)
    with pytest.raises(HouseGone):
        await move(session, gone, family.id)
    for since_on in (date(2009, 12, 31), date(2020, 9, 2)):
        with pytest.raises(MovedOutOfTime):
            await move(session, await a_house(session), family.id, since_on)


async def test_the_database_too_knows_that_a_household_lives_in_one_house(session):
    family = await a_family(session)
    await a_house(session, family)
    other = await a_house(session)

    session.add(Occupancy(house_id=other.id, household_id=family.id, region=other.region))
    with pytest.raises(IntegrityError, match="occupancy_open_once"):
        await session.flush()


def household_of(survey):
    return Household(id=survey.household_id, region=survey.region, state="current")
