"""A house is looked at because somebody said so: one survey at a time."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.rules.occupancy import HouseholdUnknown
from services.housing.rules.survey import NobodyLivesThere, SpotSurveyOpenAlready, SurveyOrigin, SurveyState
from services.housing.schemas.survey import OpenSpotSurvey
from services.housing.tables import House, Survey
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.houses import AT, COUNTY, JUNE_1, a_family, a_house


async def spot(session, *, by=COUNTY, **told) -> Survey:
    form = OpenSpotSurvey(origin="citizen", why="邻居来电，西山墙开裂", **told)
    return await open_spot_survey(session, form, by=by, on=JUNE_1, at=AT)


async def test_a_household_without_a_house_gets_one_that_is_looked_at(session, emitted):
    family = await a_family(session)

    survey = await spot(session, household_id=family.id)

    [house] = await session.exec(select(House))
    assert (survey.house_id, survey.household_id, survey.origin) == (house.id, family.id, SurveyOrigin.CITIZEN)
    assert (survey.state, survey.due_on, survey.opened_by) == (SurveyState.OPEN, date(2020, 6, 4), COUNTY.subject)
    assert await emitted(session) == []


async def test_of_a_house_it_is_whoever_lives_there(session):
    house = await a_house(session, family := await a_family(session))

    assert (await spot(session, house_id=house.id)).household_id == family.id


async def test_one_at_a_time(session):
    house = await a_house(session, family := await a_family(session))
    await spot(session, house_id=house.id)

    with pytest.raises(SpotSurveyOpenAlready):
        await spot(session, household_id=family.id)


async def test_an_empty_house_a_stranger_and_another_county_s_are_refused(session):
    house = await a_house(session)
    family = await a_family(session)

    with pytest.raises(NobodyLivesThere):
        await spot(session, house_id=house.id)
    with pytest.raises(HouseholdUnknown):
        await spot(session, household_id=uuid7())
    with pytest.raises(OutsideRegion):
        await spot(session, household_id=family.id, by=Principal("甲", Role.TOWN, "370302001"))
