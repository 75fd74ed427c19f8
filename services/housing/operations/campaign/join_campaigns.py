from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.campaign import join, list_running
from services.housing.store.campaign_policy import get_kind_of
from services.housing.store.household import find_households
from services.housing.store.survey_policy import get_policy


async def join_campaigns(session: AsyncSession, household_ids: Collection[UUID]) -> int:
    """Households that came to be meant by a running campaign join it; how many surveys that makes. Nobody is told: they are
    counted where the campaign is looked at."""
    households = await find_households(session, household_ids) if household_ids else {}
    joined = 0
    for campaign in await list_running(session) if households else ():
        kind, policy = get_kind_of(campaign.policy, campaign.kind)
        within = [each.id for each in households.values() if each.region.startswith(campaign.region)]
        if kind.newcomers_join and within:
            graded_by, version = get_policy(campaign.region, campaign.opened_on)
            joined += await join(session, campaign, kind, policy, survey_policy=(graded_by.policy, version), ids=within)
    return joined
