"""A house that was kept twice is one again: who lives in it and what the ledger says go over."""

from datetime import date

import pytest
from sqlmodel import col, select

from services.housing.operations.house.merge_houses import merge_houses
from services.housing.rules.dwelling import MergedIntoItself
from services.housing.rules.house import Grade, HouseState
from services.housing.schemas.house import MergeHouses
from services.housing.store.occupancy import find_open_stay
from services.housing.tables import Hazard, House
from tests.builders.houses import COUNTY, a_house
from tests.builders.housing import OTHER_VILLAGE, an_unsafe_house

TODAY = date(2020, 9, 1)


async def merge(session, house_id, into_id) -> House:
    return await merge_houses(session, house_id, MergeHouses(into_id=into_id, why="登记了两次"), by=COUNTY, on=TODAY)


async def test_households_and_the_ledger_s_line_go_over(session):
    survey, other = await an_unsafe_house(session), await a_house(session)

    house = await merge(session, survey.house_id, other.id)

    assert (house.state, house.merged_into_id) == (HouseState.MERGED, other.id)
    stay = await find_open_stay(session, survey.household_id)
    assert stay is not None
    assert (stay.house_id, stay.since_on) == (other.id, TODAY)
    [standing] = await session.exec(select(Hazard).where(col(Hazard.struck_on).is_(None)))
    assert (standing.house_id, standing.grade, standing.survey_id) == (other.id, Grade.D, survey.id)


async def test_not_into_itself_and_not_across_villages(session):
    house, elsewhere = await a_house(session), await a_house(session, region=OTHER_VILLAGE)

    for into_id in (house.id, elsewhere.id):
        with pytest.raises(MergedIntoItself):
            await merge(session, house.id, into_id)
