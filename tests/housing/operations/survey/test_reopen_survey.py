"""A house is looked at again when its case is taken up again; a case that does not ask for a survey gets none."""

from datetime import date, datetime

from sqlmodel import select

from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.rules.survey import SurveyState
from services.housing.schemas.survey import CompleteSurvey
from services.housing.tables import Survey
from shared import clock
from shared.events.housing import SafetySurveyOpened
from shared.events.registry import CaseReopened
from shared.ids import uuid7
from tests.builders.housing import SOUND, VILLAGE, a_detection

AGAIN = datetime(2020, 7, 1, 9, tzinfo=clock.CHINA)


def a_reopening(case_id, *needs: str) -> CaseReopened:
    return CaseReopened(case_id=case_id, household_id=uuid7(), region=VILLAGE, round=2, needs=list(needs), reopened_at=AGAIN)


async def test_a_completed_survey_begins_anew_with_new_time_and_is_told(session, deliver, emitted):
    await deliver(a_detection())
    survey = (await session.exec(select(Survey))).one()
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 4))
    await session.commit()

    [delivery] = await deliver(a_reopening(survey.case_id, "housing-survey"))

    assert delivery.settled == ["ack"]
    opened = (await emitted(session))[-1]
    assert isinstance(opened, SafetySurveyOpened)
    assert (opened.survey_id, opened.due_on) == (survey.id, date(2020, 7, 6))


async def test_a_case_taken_up_for_something_else_leaves_the_house_alone(session, deliver):
    await deliver(a_detection())
    survey = (await session.exec(select(Survey))).one()
    await deliver(a_reopening(survey.case_id, "work-orders"))
    assert survey.state is SurveyState.OPEN


async def test_a_case_whose_place_does_not_ask_for_a_survey_gets_none(session, deliver):
    await deliver(a_detection().model_copy(update={"needs": ["medical-cover", "work-orders"]}))
    assert (await session.exec(select(Survey))).all() == []
