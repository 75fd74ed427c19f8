"""A survey per case, due on the third working day, told once."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.rules.survey import NoSurveyRule, SurveyState
from services.housing.tables import Survey
from shared import clock
from shared.events.housing import SafetySurveyOpened
from tests.builders.housing import DETECTED_AT, VILLAGE, a_detection


async def _open(session, *events) -> None:
    await open_safety_survey(session, events)


async def test_a_survey_is_opened_with_its_day_and_its_policy_and_told(session, emitted):
    event = a_detection()

    await _open(session, event)

    survey = (await session.exec(select(Survey))).one()
    assert (survey.state, survey.due_on, survey.detected_at) == (SurveyState.OPEN, date(2020, 6, 4), DETECTED_AT)
    assert (survey.policy, len(survey.policy_version), survey.grade) == ("rural-houses", 16, None)
    [told] = await emitted(session)
    assert isinstance(told, SafetySurveyOpened)
    assert (told.case_id, told.survey_id, told.region, told.due_on) == (event.case_id, survey.id, VILLAGE, date(2020, 6, 4))


async def test_asking_again_changes_nothing(session, emitted):
    event = a_detection()

    await _open(session, event)
    await _open(session, event)

    assert len((await session.exec(select(Survey))).all()) == len(await emitted(session)) == 1


async def test_of_cases_that_come_together_each_gets_what_it_has_not_yet(session, emitted):
    known, new = a_detection(), a_detection()
    await _open(session, known)

    await _open(session, known, new)

    surveys = (await session.exec(select(Survey))).all()
    assert {survey.case_id for survey in surveys} == {known.case_id, new.case_id}
    assert [told.survey_id for told in await emitted(session)] == [survey.id for survey in surveys]


async def test_the_day_of_detection_is_the_day_in_china(session):
    await _open(session, a_detection(at=datetime(2020, 5, 31, 23, 0, tzinfo=clock.UTC)))

    assert (await session.exec(select(Survey))).one().due_on == date(2020, 6, 4)


async def test_without_a_rule_for_the_day_no_survey_is_made_up(session):
    with pytest.raises(NoSurveyRule):
        await _open(session, a_detection(at=datetime(2013, 6, 1, 9, 0, tzinfo=clock.CHINA)))
