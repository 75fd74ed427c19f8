"""A house that is no more is nobody's home and in no ledger, and its file stays."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.house.demolish_house import demolish_house
from services.housing.rules.dwelling import GoneOutOfTime, HouseGone
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import HouseState
from services.housing.rules.occupancy import LeftWhy
from services.housing.schemas.house import DemolishHouse
from services.housing.tables import Hazard, House, Occupancy
from tests.builders.houses import COUNTY, JUNE_1, a_family, a_house
from tests.builders.housing import an_unsafe_house

TODAY = date(2020, 9, 1)


async def demolish(session, house_id, gone_on=TODAY) -> House:
    form = DemolishHouse(gone_on=gone_on, why="原址重建")
    return await demolish_house(session, house_id, form, by=COUNTY, on=TODAY)


async def test_its_households_leave_and_the_ledger_says_so(session):
    survey = await an_unsafe_house(session)

    house = await demolish(session, survey.house_id)

    assert (house.state, house.gone_on) == (HouseState.DEMOLISHED, TODAY)
    [stay], [listed] = await session.exec(select(Occupancy)), await session.exec(select(Hazard))
    assert (stay.until_on, stay.left_why) == (TODAY, LeftWhy.DEMOLISHED)
    assert (listed.struck_why, listed.struck_on, listed.struck_by) == (StruckWhy.DEMOLISHED, TODAY, COUNTY.subject)


@pytest.mark.parametrize("gone_on", [date(2020, 9, 2), date(2009, 12, 31)])
async def test_not_before_somebody_moved_in_and_not_tomorrow(session, gone_on):
    house = await a_house(session, await a_family(session))

    with pytest.raises(GoneOutOfTime):
        await demolish(session, house.id, gone_on)


async def test_only_once(session):
    house = await a_house(session)
    await demolish(session, house.id, JUNE_1)

    with pytest.raises(HouseGone):
        await demolish(session, house.id, JUNE_1)
