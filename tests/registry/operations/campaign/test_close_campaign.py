"""A campaign closes with its report; the boards count what was visited, late and left undone."""

from datetime import date

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.close_campaign import close_campaign
from services.registry.operations.campaign.settle_campaigns import settle_campaigns
from services.registry.rules.campaign import CampaignIsClosed
from services.registry.schemas.campaign import CloseCampaign
from services.registry.schemas.visit import FoundProblem
from services.registry.store.campaign_board import count_standing
from shared.events.registry import CampaignEnded
from shared.security import OutsideRegion
from tests.builders.walking import (
    COUNTY,
    NOVEMBER_20,
    NOVEMBER_30,
    TOWN,
    Emitted,
    a_campaign,
    a_helper,
    helped,
    now_,
    some_households,
    visited,
)

DECEMBER_5 = date(2024, 12, 5)
OVER = CloseCampaign(summary="应访尽访")


async def test_the_report_is_what_the_board_said_on_that_day(session: AsyncSession, emitted: Emitted) -> None:
    done, half, undone, gone = await some_households(session, 4)
    helper = await a_helper(session)
    await helped(session, helper, [done, half])
    campaign = await a_campaign(session)
    leak = FoundProblem(found="东屋漏雨", due_on=NOVEMBER_30)
    await visited(session, done.id, campaign, problems=[leak])
    await visited(session, half.id, campaign, answers={"demands": "no"})
    await now_(session, gone, region="371302001001")
    await settle_campaigns(session, None, on=NOVEMBER_20)

    closed = await close_campaign(session, campaign.id, OVER, by=COUNTY, on=DECEMBER_5)
    assert closed.report
    [total], [town] = closed.report["total"], closed.report["places"]
    for counted in (total, town):
        assert (counted["households"], counted["visited"], counted["complete"], counted["overdue"]) == (3, 2, 1, 2)
        assert (counted["without_helper"], counted["problems_open"], counted["problems_late"]) == (1, 1, 1)
    assert {each["helper_id"]: each["overdue"] for each in closed.report["helpers"]} == {str(helper.id): 1, None: 1}
    assert closed.report["left"] == {"moved": 1}
    assert isinstance((await emitted(session))[-1], CampaignEnded)
    with pytest.raises(CampaignIsClosed):
        await close_campaign(session, campaign.id, OVER, by=COUNTY, on=DECEMBER_5)
    with pytest.raises(CampaignIsClosed):
        await visited(session, undone.id, campaign)


async def test_a_late_visit_counts_as_done_and_late_and_a_missed_round_stays_missed(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    winter = await a_campaign(session, "winter")
    answers = {"heating": "yes", "fuel-days": "40", "quilts": "yes", "roof": "yes"}
    from_paper = await visited(session, household.id, winter, visited_on=NOVEMBER_20, answers=answers)
    assert from_paper.round == 2
    assert from_paper.gaps == ["缺照片：取暖设施（堂屋或卧室）"]
    [counted] = await count_standing(session, winter, region="", digits=6, by_helper=False, on=DECEMBER_5)
    assert (counted.rounds, counted.rounds_visited, counted.visited, counted.overdue) == (3, 0, 1, 1)


async def test_the_last_round_may_be_made_up_for(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    campaign = await a_campaign(session)
    campaign.dues, campaign.ends_on = [date(2024, 11, 5)], date(2024, 11, 5)
    await session.flush()
    await visited(session, household.id, campaign)
    [counted] = await count_standing(session, campaign, region="", digits=6, by_helper=False, on=NOVEMBER_20)
    assert (counted.complete, counted.late_visits, counted.overdue) == (1, 1, 0)


async def test_a_town_does_not_close_the_county_s_campaign(session: AsyncSession) -> None:
    await some_households(session, 1)
    campaign = await a_campaign(session)
    with pytest.raises(OutsideRegion):
        await close_campaign(session, campaign.id, OVER, by=TOWN, on=DECEMBER_5)
