"""A disaster ends with a report; what was not looked at is called off, or waits for whatever else asked for it."""

from datetime import timedelta

import pytest

from services.housing.operations.disaster.end_disaster import end_disaster
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.operations.survey.spare_survey import spare_survey
from services.housing.rules.disaster import DisasterEndedAlready, DisasterSurveysLeft
from services.housing.rules.survey import SurveyState
from services.housing.schemas.disaster import EndDisaster
from services.housing.schemas.survey import OpenSpotSurvey, SpareSurvey
from services.housing.store.disaster_board import read_disaster_board
from shared.events.housing import DisasterEnded
from tests.builders.houses import AT, COUNTY, JUNE_1, a_campaign, a_family, a_house
from tests.builders.housing import a_detection
from tests.builders.housing_disasters import (
    DECLARED,
    DUE,
    OFFICER,
    a_disaster,
    a_shelter,
    found_fallen,
    seen,
    sheltered,
    survey_of,
)

OVER = DECLARED + timedelta(days=9)


async def test_its_report_says_what_it_came_to(session, emitted):
    sound, fallen = await a_family(session), await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await seen(session, disaster, sound)
    await found_fallen(session, disaster, fallen)
    await sheltered(session, disaster, fallen.id, await a_shelter(session), persons=3)

    ended = await end_disaster(session, disaster.id, EndDisaster(), by=OFFICER, at=OVER)

    said = {
        name: ended.report[name] for name in ("households", "surveyed", "graded", "grade_a", "grade_d", "sheltered", "persons")
    }
    assert said == {"households": 2, "surveyed": 2, "graded": 1, "grade_a": 1, "grade_d": 1, "sheltered": 1, "persons": 3}
    assert (ended.report["hours"], ended.report["sheltered_ever"], ended.report["person_days"]) == (218, 1, 0)
    told = (await emitted(session))[-1]
    assert isinstance(told, DisasterEnded) and (told.households, told.surveyed, told.sheltered) == (2, 2, 1)
    with pytest.raises(DisasterEndedAlready):
        await end_disaster(session, disaster.id, EndDisaster(), by=OFFICER, at=OVER)


async def test_what_is_left_needs_a_reason_and_goes_back_to_whoever_else_waits_for_it(session):
    alone, case, campaign, call = [await a_family(session, classes=each) for each in ([], [], ["enrolled"], [])]
    await open_safety_survey(session, [a_detection().model_copy(update={"household_id": case.id})])
    await a_campaign(session)
    house = await a_house(session, call)
    await open_spot_survey(session, OpenSpotSurvey(house_id=house.id, origin="citizen", why="来电"), by=COUNTY, on=JUNE_1, at=AT)
    disaster = (await a_disaster(session)).disaster

    with pytest.raises(DisasterSurveysLeft):
        await end_disaster(session, disaster.id, EndDisaster(), by=OFFICER, at=OVER)
    await end_disaster(session, disaster.id, EndDisaster(reason="全家外出"), by=OFFICER, at=OVER)

    left = {family.id: await survey_of(session, disaster, family.id) for family in (alone, case, campaign, call)}
    assert {one.is_urgent for one in left.values()} == {False}
    assert (left[alone.id].state, left[alone.id].cancelled_why) == (SurveyState.CANCELLED, "灾情结束：全家外出")
    assert [left[each.id].state for each in (case, campaign, call)] == ["open"] * 3


async def test_what_another_disaster_still_waits_for_stays_first(session):
    family = await a_family(session)
    first = (await a_disaster(session)).disaster
    second = (await a_disaster(session, kind="flood")).disaster

    await end_disaster(session, first.id, EndDisaster(reason="并入洪涝"), by=OFFICER, at=DUE)

    survey = await survey_of(session, second, family.id)
    assert (survey.state, survey.is_urgent) == (SurveyState.OPEN, True)


async def test_its_board_still_counts_whom_nobody_has_looked_at(session):
    seen_one, unseen, spared = [await a_family(session) for _ in range(3)]
    disaster = (await a_disaster(session)).disaster
    await seen(session, disaster, seen_one)
    survey = await survey_of(session, disaster, spared.id)
    await spare_survey(session, survey.id, SpareSurvey(why="房屋早已拆除"), by=COUNTY, on=JUNE_1)

    await end_disaster(session, disaster.id, EndDisaster(reason="水已退去"), by=OFFICER, at=OVER)

    [line] = await read_disaster_board(session, disaster, region=disaster.region, at=OVER)
    assert (line.households, line.surveyed) == (2, 1) == (disaster.report["households"], disaster.report["surveyed"])
    assert (await survey_of(session, disaster, unseen.id)).state == "cancelled"
