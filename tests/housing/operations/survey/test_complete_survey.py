"""What was seen becomes a grade with reasons, once."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.rules.house import Grade
from services.housing.rules.survey import NoSuchSurvey, SurveyAlreadyCompleted, SurveyState
from services.housing.schemas.survey import CompleteSurvey
from services.housing.tables import Survey
from shared.events.housing import SafetySurveyCompleted
from shared.ids import uuid7
from tests.builders.housing import SOUND, VILLAGE, a_detection


@pytest.fixture
async def survey(session, deliver) -> Survey:
    await deliver(a_detection())
    return (await session.exec(select(Survey))).one()


@pytest.mark.parametrize(
    ("seen", "grade", "needs_shelter", "needs_follow_up"),
    [
        ({}, Grade.A, False, False),
        ({"roof": "flawed"}, Grade.B, False, False),
        ({"roof": "failing"}, Grade.C, False, True),
        ({"roof": "failing", "walls": "failing"}, Grade.D, True, True),
    ],
)
async def test_what_was_seen_is_kept_graded_and_told(session, emitted, survey, seen, grade, needs_shelter, needs_follow_up):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND | seen), on=date(2020, 6, 4))

    assert (survey.state, survey.completed_on, survey.is_late) == (SurveyState.COMPLETED, date(2020, 6, 4), False)
    assert (survey.grade, survey.needs_shelter, survey.needs_follow_up) == (grade, needs_shelter, needs_follow_up)
    assert survey.parts == SOUND | seen
    assert survey.reasons[-1].startswith(f"{grade}级：")
    told = (await emitted(session))[-1]
    assert isinstance(told, SafetySurveyCompleted)
    assert (told.case_id, told.survey_id, told.region, told.grade, told.completed_on) == (
        survey.case_id,
        survey.id,
        VILLAGE,
        grade,
        date(2020, 6, 4),
    )


async def test_a_survey_after_its_day_is_late(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 5))

    assert survey.is_late


async def test_a_result_is_not_replaced_and_a_stranger_has_none(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 4))
    await session.flush()

    with pytest.raises(SurveyAlreadyCompleted):
        await complete_survey(session, survey.id, CompleteSurvey(**SOUND | {"roof": "failed"}), on=date(2020, 6, 4))
    with pytest.raises(NoSuchSurvey):
        await complete_survey(session, uuid7(), CompleteSurvey(**SOUND), on=date(2020, 6, 4))
    assert survey.grade is Grade.A
