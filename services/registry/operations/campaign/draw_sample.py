"""Draw the households of a campaign whose visits are looked at again."""

import secrets
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignIsClosed
from services.registry.rules.spot_check import NothingToDraw, drawn
from services.registry.schemas.campaign import DrawSample
from services.registry.store import campaign as campaigns
from services.registry.store import spot_check as checks
from services.registry.store.campaign_policy import get_kind_of
from services.registry.tables import SpotCheck, SpotSample
from shared import clock, rows
from shared.security import Principal

SEED_BYTES = 16


async def draw_sample(session: AsyncSession, campaign_id: UUID, form: DrawSample, *, by: Principal) -> SpotSample:
    """The seed comes by chance and is published with the sample: nobody can choose it, anybody can draw again. Each drawing is
    kept, and a household is drawn once. Nobody else is told. Raises NoSuchCampaign, OutsideRegion, CampaignIsClosed or
    NothingToDraw."""
    campaign = await campaigns.lock_campaign(session, campaign_id)
    drawable = {each.visited.household_id: each for each in await checks.list_drawable(session, campaign_id)}
    before = await checks.count_samples(session, campaign_id)
    seed = secrets.token_hex(SEED_BYTES)

    by.must_cover(campaign.region)
    if campaign.closed_at is not None:
        raise CampaignIsClosed(campaign_id=campaign_id)
    if not drawable:
        raise NothingToDraw
    per_mille = form.per_mille or get_kind_of(campaign.policy, campaign.kind).spot_check_per_mille
    taken = drawn(seed, [each.visited for each in drawable.values()], per_mille=per_mille)

    sample = SpotSample(
        campaign_id=campaign_id,
        region=campaign.region,
        number=before + 1,
        seed=seed,
        per_mille=per_mille,
        population=len(drawable),
        drawn=len(taken),
        drawn_by=by.subject,
        drawn_at=clock.now(),
    )
    looks = (
        SpotCheck(
            sample_id=sample.id,
            task_id=drawable[each.household_id].task_id,
            household_id=each.household_id,
            helper_id=each.helper_id,
            visit_row_id=drawable[each.household_id].visit_row_id,
            region=drawable[each.household_id].region,
            number=number,
        )
        for number, each in enumerate(taken, start=1)
    )
    await rows.insert(session, sample, *looks)
    return sample
