"""Hold the running campaigns against the register: newcomers join where the kind says so, who moved away or died leaves."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import round_of
from services.registry.store.campaign import list_running
from services.registry.store.campaign_policy import get_kind_of
from services.registry.store.meant import join, leave


async def settle_campaigns(session: AsyncSession, ids: Collection[UUID] | None, *, on: date) -> tuple[int, int]:
    """Of these households, or of all with None; how many joined and how many left. Nobody else is told: the campaign's households
    are ours alone. The same again changes nothing."""
    running = await list_running(session, on=on)

    joined = left = 0
    for campaign in running:
        kind = get_kind_of(campaign.policy, campaign.kind)
        left += await leave(session, campaign, ids=ids, on=on)
        if kind.newcomers_join and on <= campaign.ends_on:
            first_round = round_of(campaign.dues, on)
            joined += await join(session, campaign, kind.meant, first_round=first_round, ids=ids, on=on)
    return joined, left
