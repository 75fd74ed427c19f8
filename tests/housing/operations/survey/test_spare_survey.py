"""Nobody has to look at a house for a campaign or on the spot, for a reason; what a case asks for ends with the case."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.operations.survey.spare_survey import spare_survey
from services.housing.rules.survey import SurveyCancelled, SurveyEndsWithItsCase, SurveyState
from services.housing.schemas.survey import SpareSurvey
from services.housing.tables import Survey
from tests.builders.houses import COUNTY, a_campaign, a_family
from tests.builders.housing import a_detection

FORM = SpareSurvey(why="全家外出，房屋已封存")


async def test_the_reason_stays(session):
    await a_family(session)
    await a_campaign(session)
    [survey] = await session.exec(select(Survey))

    await spare_survey(session, survey.id, FORM, by=COUNTY, on=date(2020, 6, 10))

    assert (survey.state, survey.cancelled_why, survey.completed_by) == (SurveyState.CANCELLED, FORM.why, COUNTY.subject)
    with pytest.raises(SurveyCancelled):
        await spare_survey(session, survey.id, FORM, by=COUNTY, on=date(2020, 6, 10))


async def test_a_case_s_is_not_spared_by_hand(session):
    await open_safety_survey(session, [a_detection()])
    [survey] = await session.exec(select(Survey))

    with pytest.raises(SurveyEndsWithItsCase):
        await spare_survey(session, survey.id, FORM, by=COUNTY, on=date(2020, 6, 10))
