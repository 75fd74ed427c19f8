"""Another than the helper looks again; what differs is counted for the helper and never rewritten."""

from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.draw_sample import draw_sample
from services.registry.operations.campaign.record_spot_check import record_spot_check
from services.registry.rules.spot_check import CheckedByTheHelper, SpotCheckedAlready
from services.registry.rules.visit import VisitAnswerNotPossible, VisitOnAnImpossibleDay
from services.registry.schemas.campaign import DrawSample, RecordSpotCheck
from services.registry.store.campaign_board import count_checked
from services.registry.store.spot_check import list_checks
from services.registry.tables import Campaign
from tests.builders.walking import (
    COUNTY,
    NOVEMBER_1,
    NOVEMBER_20,
    NOVEMBER_30,
    TOWN,
    a_campaign,
    a_helper,
    helped,
    some_households,
    visited,
)

FOUND = RecordSpotCheck(checked_on=NOVEMBER_20, was_visited=True, answers={"demands": "yes", "policies-known": "yes"})


async def a_drawn(session: AsyncSession) -> tuple[Campaign, UUID, UUID]:
    households, helper = await some_households(session, 1), await a_helper(session)
    campaign = await a_campaign(session)
    await helped(session, helper, households)
    await visited(session, households[0].id, campaign)
    await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
    [check] = await list_checks(session, campaign.id, after=None, limit=9)
    return campaign, check.id, helper.id


async def test_each_different_answer_is_a_difference_of_the_helper(session: AsyncSession) -> None:
    campaign, check_id, helper_id = await a_drawn(session)
    check = await record_spot_check(session, check_id, FOUND, by=COUNTY.subject, on=NOVEMBER_30)
    [difference] = check.differences
    assert (difference["question"], difference["told"], difference["found"]) == ("demands", "no", "yes")
    [counted] = await count_checked(session, campaign.id, region="")
    assert (counted.helper_id, counted.drawn, counted.checked, counted.differing, counted.differences) == (helper_id, 1, 1, 1, 1)
    with pytest.raises(SpotCheckedAlready):
        await record_spot_check(session, check_id, FOUND, by=COUNTY.subject, on=NOVEMBER_30)


@pytest.mark.parametrize("by", ["令牌 张帮扶", TOWN.subject])
async def test_neither_the_helper_nor_who_recorded_the_visit_checks_it(session: AsyncSession, by: str) -> None:
    _, check_id, _ = await a_drawn(session)
    with pytest.raises(CheckedByTheHelper):
        await record_spot_check(session, check_id, FOUND, by=by, on=NOVEMBER_30)


async def test_a_check_comes_after_the_visit_and_asks_the_same(session: AsyncSession) -> None:
    _, check_id, _ = await a_drawn(session)
    for wrong, law in (
        ({"checked_on": NOVEMBER_1}, VisitOnAnImpossibleDay),
        ({"answers": {"demands": "maybe"}}, VisitAnswerNotPossible),
    ):
        with pytest.raises(law):
            form = FOUND.model_copy(update=wrong)
            await record_spot_check(session, check_id, form, by=COUNTY.subject, on=NOVEMBER_30)
