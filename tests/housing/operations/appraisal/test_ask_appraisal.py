"""A house is to be appraised: because a survey found it unsafe, or by hand; one at a time."""

import pytest

from services.housing.operations.appraisal.ask_appraisal import ask_appraisal
from services.housing.rules.appraisal_life import AppraisalUnderWay, SurveyNotUnsafe
from services.housing.rules.dwelling import NoSuchHouse
from services.housing.rules.house import Grade
from services.housing.rules.survey import NoSuchSurvey
from services.housing.schemas.appraisal import AskAppraisal
from shared.ids import uuid7
from tests.builders.housing import an_unsafe_house
from tests.builders.housing_appraisals import ASKED_ON, TOWN_OFFICER, a_house, an_asked_appraisal


async def test_an_unsafe_house_is_appraised_under_a_number_that_people_read_out(session):
    survey = await an_unsafe_house(session)

    asked = await ask_appraisal(session, AskAppraisal(survey_id=survey.id, why="排查评为 D 级"), by=TOWN_OFFICER, on=ASKED_ON)
    other = await an_asked_appraisal(session, house=await a_house(session))

    assert (asked.number, other.number) == ("J-371311-2020-0001", "J-371311-2020-0002")
    assert (asked.origin, asked.survey_id, asked.household_id) == ("survey", survey.id, survey.household_id)
    assert (other.origin, other.survey_id, other.opinion, other.first_id) == ("hand", None, 1, other.id)


async def test_a_house_is_appraised_once_at_a_time(session):
    house = await a_house(session)
    await an_asked_appraisal(session, house=house)

    with pytest.raises(AppraisalUnderWay):
        await an_asked_appraisal(session, house=house)


async def test_a_sound_house_and_a_stranger_s_are_not_appraised_because_of_a_survey(session):
    survey = await an_unsafe_house(session)
    survey.grade = Grade.B
    await session.flush()

    for changed, law in (
        ({"survey_id": survey.id}, SurveyNotUnsafe),
        ({"survey_id": uuid7()}, NoSuchSurvey),
        ({"house_id": uuid7()}, NoSuchHouse),
    ):
        with pytest.raises(law):
            await ask_appraisal(session, AskAppraisal(why="重看", **changed), by=TOWN_OFFICER, on=ASKED_ON)
