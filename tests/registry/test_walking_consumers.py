"""What happens to a household reaches the campaigns that walk to it, and its helper."""

from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.jobs import settle_campaigns
from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.campaign import OpenCampaign
from services.registry.store.assignment import list_assignments
from services.registry.tables import CampaignTask
from shared.clock import now, today
from shared.database import set_scope, the_platform
from shared.events.registry import HouseholdChanged
from tests.builders.walking import COUNTY, a_helper, helped, now_, some_households


async def test_a_household_that_ends_leaves_its_campaign_and_its_helper(deliver: Any, session: AsyncSession) -> None:
    stays, ends = await some_households(session, 2)
    await helped(session, await a_helper(session), [stays, ends], on=today())
    form = OpenCampaign(kind="winter", region="371311", starts_on=today(), ends_on=today())
    campaign = await open_campaign(session, form, by=COUNTY, on=today())
    await now_(session, ends, state=HouseholdState.CANCELLED)
    await session.commit()
    told = HouseholdChanged(
        household_id=ends.id, revision=2, kind="cancelled", happened_on=today(), region=ends.region, state="cancelled"
    )
    done = await deliver(told)
    assert [each.settled for each in done] == [["ack"]] * len(done)
    async with session.begin():
        await see_everything(session)
        tasks = await session.exec(select(CampaignTask).where(CampaignTask.campaign_id == campaign.id))
        assert {each.household_id: each.left_why for each in tasks} == {stays.id: None, ends.id: "cancelled"}
        assert [each.ended_why for each in await list_assignments(session, ends.id)] == ["已销户"]


async def test_a_newcomer_joins_within_the_hour(session: AsyncSession) -> None:
    await some_households(session, 1)
    form = OpenCampaign(kind="winter", region="371311", starts_on=today(), ends_on=today())
    await open_campaign(session, form, by=COUNTY, on=today())
    [newcomer] = await some_households(session, 1)
    await settle_campaigns(session, now())
    tasks = await session.exec(select(CampaignTask))
    assert newcomer.id in {each.household_id for each in tasks}


async def see_everything(session: AsyncSession) -> None:
    await set_scope(session, the_platform("test", "test"))
