"""A sample is drawn of what was visited, by a seed that everybody can read and nobody chose."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.draw_sample import draw_sample
from services.registry.rules.spot_check import NothingToDraw, Visited, drawn
from services.registry.schemas.campaign import DrawSample
from services.registry.store.spot_check import list_checks, list_samples
from shared.security import OutsideRegion
from tests.builders.walking import COUNTY, TOWN, a_campaign, a_helper, helped, some_households, visited


async def test_the_sample_can_be_drawn_again_from_its_seed(session: AsyncSession) -> None:
    households, helper = await some_households(session, 6), await a_helper(session)
    campaign = await a_campaign(session)
    await helped(session, helper, households)
    for household in households[:5]:
        await visited(session, household.id, campaign)
    sample = await draw_sample(session, campaign.id, DrawSample(per_mille=400), by=COUNTY)
    assert (sample.number, sample.population, sample.drawn) == (1, 5, 2)
    again = drawn(sample.seed, [Visited(each.id, helper.id) for each in reversed(households[:5])], per_mille=400)
    checks = sorted(await list_checks(session, campaign.id, after=None, limit=9), key=lambda each: each.number)
    assert [each.household_id for each in checks] == [each.household_id for each in again]


async def test_a_household_is_drawn_once_and_every_drawing_is_kept(session: AsyncSession) -> None:
    households = await some_households(session, 2)
    campaign = await a_campaign(session)
    with pytest.raises(NothingToDraw):
        await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
    for household in households:
        await visited(session, household.id, campaign)
    for _ in households:
        await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
    with pytest.raises(NothingToDraw):
        await draw_sample(session, campaign.id, DrawSample(), by=COUNTY)
    samples = await list_samples(session, campaign.id)
    assert [each.population for each in samples] == [2, 1]
    assert len({each.seed for each in samples}) == 2


async def test_a_town_draws_nothing_of_the_county_s_campaign(session: AsyncSession) -> None:
    await some_households(session, 1)
    campaign = await a_campaign(session)
    with pytest.raises(OutsideRegion):
        await draw_sample(session, campaign.id, DrawSample(), by=TOWN)
