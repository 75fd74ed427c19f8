"""Newcomers join where the kind says so; who moved away or died leaves with the reason; who moves within the place stays."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.settle_campaigns import settle_campaigns
from services.registry.rules.campaign import LeftWhy
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.household import list_members
from services.registry.tables import Campaign, CampaignTask, Household
from tests.builders.walking import NEXT_VILLAGE, NOVEMBER_1, NOVEMBER_10, NOVEMBER_20, a_campaign, now_, some_households


async def tasks_of(session: AsyncSession, campaign: Campaign, household: Household) -> list[CampaignTask]:
    query = select(CampaignTask).where(CampaignTask.campaign_id == campaign.id, CampaignTask.household_id == household.id)
    found = await session.exec(query.order_by(col(CampaignTask.joined_on)).execution_options(populate_existing=True))
    return list(found)


async def test_a_newcomer_owes_only_the_rounds_to_come_and_only_where_newcomers_join(session: AsyncSession) -> None:
    await some_households(session, 1)
    winter, round_visits = await a_campaign(session, "winter"), await a_campaign(session, "visit-all")
    [newcomer] = await some_households(session, 1)
    assert await settle_campaigns(session, {newcomer.id}, on=NOVEMBER_20) == (1, 0)
    assert await settle_campaigns(session, None, on=NOVEMBER_20) == (0, 0)
    [task] = await tasks_of(session, winter, newcomer)
    assert (task.first_round, task.joined_on) == (2, NOVEMBER_20)
    assert await tasks_of(session, round_visits, newcomer) == []


async def test_who_is_no_longer_there_leaves_with_the_reason(session: AsyncSession) -> None:
    moved, within, cancelled, died, stays = await some_households(session, 5)
    campaign = await a_campaign(session)
    await now_(session, moved, region="371302001001")
    await now_(session, within, region=NEXT_VILLAGE)
    await now_(session, cancelled, state=HouseholdState.CANCELLED)
    for person in await list_members(session, [died.id]):
        person.left_on = person.died_on = NOVEMBER_1
    await session.flush()
    assert await settle_campaigns(session, {stays.id}, on=NOVEMBER_10) == (0, 0)
    assert await settle_campaigns(session, None, on=NOVEMBER_10) == (0, 3)
    told = {each.id: [task.left_why for task in await tasks_of(session, campaign, each)] for each in (moved, cancelled, died)}
    assert told == {moved.id: [LeftWhy.MOVED], cancelled.id: [LeftWhy.CANCELLED], died.id: [LeftWhy.DIED]}
    [task] = await tasks_of(session, campaign, within)
    assert (task.region, task.left_on) == (NEXT_VILLAGE, None)
