"""The house of a case that was a mistake is looked at by nobody; what was already seen stays."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.rules.survey import SurveyCancelled, SurveyState
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.survey import list_open
from services.housing.tables import Survey
from shared.database import set_scope, the_platform
from shared.events.registry import CaseRetracted
from shared.ids import uuid7
from tests.builders.housing import DETECTED_AT, SOUND, VILLAGE, a_detection


def a_mistake(case_id) -> CaseRetracted:
    return CaseRetracted(
        case_id=case_id, household_id=uuid7(), region=VILLAGE, withdrawn_at=DETECTED_AT, unfinished=["housing-survey"]
    )


async def test_an_open_survey_leaves_the_board_and_takes_no_finding(session, deliver):
    await deliver(a_detection())
    survey = (await session.exec(select(Survey))).one()
    await session.commit()
    [delivery] = await deliver(a_mistake(survey.case_id))
    await set_scope(session, the_platform("test", "look"))
    await session.refresh(survey)

    assert (delivery.settled, survey.state) == (["ack"], SurveyState.CANCELLED)
    assert list(await list_open(session, limit=9)) == []
    with pytest.raises(SurveyCancelled):
        await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 4))
