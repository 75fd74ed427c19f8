"""A household that lives there no more, or never did."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.occupancy.move_out import move_out
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.occupancy import LeftWhy, LivesNowhere, MovedOutOfTime
from services.housing.schemas.occupancy import MoveOut
from services.housing.store.occupancy import list_occupants_on
from services.housing.tables import Hazard, Occupancy
from tests.builders.houses import COUNTY, a_family, a_house
from tests.builders.housing import an_unsafe_house

TODAY = date(2020, 9, 1)


async def leave(session, household_id, until_on=TODAY, why="moved") -> Occupancy:
    return await move_out(session, household_id, MoveOut(until_on=until_on, why=why), by=COUNTY, on=TODAY)


async def test_an_empty_dangerous_house_leaves_the_ledger(session):
    survey = await an_unsafe_house(session)

    stay = await leave(session, survey.household_id)

    assert (stay.until_on, stay.left_why) == (TODAY, LeftWhy.MOVED)
    assert (await session.exec(select(Hazard))).one().struck_why is StruckWhy.MOVED_OUT


async def test_who_never_lived_there_did_not_on_any_day(session):
    family = await a_family(session)
    house = await a_house(session, family)

    await leave(session, family.id, why="corrected")

    assert await list_occupants_on(session, house.id, date(2015, 1, 1)) == []


async def test_who_lives_nowhere_cannot_leave_and_nobody_leaves_before_they_came(session):
    family = await a_family(session)
    with pytest.raises(LivesNowhere):
        await leave(session, family.id)
    await a_house(session, family)
    with pytest.raises(MovedOutOfTime):
        await leave(session, family.id, date(2009, 12, 31))
