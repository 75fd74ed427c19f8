"""Whoever comes to be meant while a campaign runs joins it, once."""

from sqlmodel import select

from services.housing.operations.campaign.end_campaign import end_campaign
from services.housing.operations.campaign.join_campaigns import join_campaigns
from services.housing.schemas.campaign import EndCampaign
from services.housing.tables import Survey
from tests.builders.houses import COUNTY, JUNE_15, a_campaign, a_family


async def test_a_household_that_is_enrolled_meanwhile_joins_once(session):
    await a_family(session)
    campaign = await a_campaign(session)
    newcomer, elsewhere = await a_family(session), await a_family(session, village="370302001001")

    assert await join_campaigns(session, {newcomer.id, elsewhere.id}) == 1
    assert await join_campaigns(session, {newcomer.id}) == 0

    [survey] = await session.exec(select(Survey).where(Survey.household_id == newcomer.id))
    assert (survey.campaign_id, survey.due_on) == (campaign.id, campaign.due_on)


async def test_nobody_joins_what_is_over(session):
    await a_family(session)
    campaign = await a_campaign(session)
    await end_campaign(session, campaign.id, EndCampaign(reason="转入临时排查"), by=COUNTY, on=JUNE_15)

    assert await join_campaigns(session, {(await a_family(session)).id}) == 0


async def test_a_list_of_the_ledger_is_not_joined(session):
    await a_family(session)
    await a_campaign(session, "after-disaster")

    assert await join_campaigns(session, {(await a_family(session, classes=[])).id}) == 1
    assert await join_campaigns(session, set()) == 0
