"""A campaign ends when all was looked at, or with a reason that stays with each house that was not."""

import pytest
from sqlmodel import select

from services.housing.operations.campaign.end_campaign import end_campaign
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.rules.campaign import CampaignEndedAlready, HousesNotLookedAt, NoSuchCampaign
from services.housing.rules.survey import SurveyState
from services.housing.schemas.campaign import EndCampaign
from services.housing.schemas.survey import CompleteSurvey
from services.housing.tables import Survey
from shared.events.housing import SurveyCampaignEnded
from shared.ids import uuid7
from tests.builders.houses import COUNTY, JUNE_15, a_campaign, a_family
from tests.builders.housing import SOUND


async def end(session, campaign_id, reason=""):
    return await end_campaign(session, campaign_id, EndCampaign(reason=reason), by=COUNTY, on=JUNE_15)


async def test_what_was_not_looked_at_needs_a_reason_and_is_called_off(session, emitted):
    await a_family(session)
    await a_family(session)
    campaign = await a_campaign(session)
    first = (await session.exec(select(Survey))).first()
    await complete_survey(session, first.id, CompleteSurvey.model_validate(SOUND), on=JUNE_15)

    with pytest.raises(HousesNotLookedAt):
        await end(session, campaign.id)
    await end(session, campaign.id, "其余长期外出")

    states = {}
    for survey in await session.exec(select(Survey).execution_options(populate_existing=True)):
        states[survey.state] = survey.cancelled_why
    assert states == {SurveyState.COMPLETED: "", SurveyState.CANCELLED: "排查行动办结：其余长期外出"}
    told = (await emitted(session))[-1]
    assert isinstance(told, SurveyCampaignEnded)
    assert (told.households, told.completed, told.ended_on) == (2, 1, JUNE_15)


async def test_it_ends_once(session):
    await a_family(session)
    campaign = await a_campaign(session)
    await end(session, campaign.id, "转入临时排查")

    with pytest.raises(CampaignEndedAlready):
        await end(session, campaign.id, "再办一次")
    with pytest.raises(NoSuchCampaign):
        await end(session, uuid7())
