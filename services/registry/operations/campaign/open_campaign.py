"""Open a campaign of a kind in a place: its households are fixed at once, each its helper's."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignPeriodNotUsable, NobodyMeant, dues
from services.registry.schemas.campaign import OpenCampaign
from services.registry.store import campaign as campaigns
from services.registry.store.campaign_policy import get_kind
from services.registry.store.meant import join
from services.registry.tables import Campaign
from shared import clock, outbox
from shared.events.registry import CampaignOpened
from shared.security import Principal


async def open_campaign(session: AsyncSession, form: OpenCampaign, *, by: Principal, on: date) -> Campaign:
    """Raises OutsideRegion, NoSuchCampaignKind, CampaignPeriodNotUsable, CampaignRunsAlready or NobodyMeant."""
    by.must_cover(form.region, pointer="/region")
    kind, policy, version = get_kind(form.kind, region=form.region, on=on)
    await campaigns.must_not_run(session, kind.kind, form.region)

    if form.ends_on < on:
        raise CampaignPeriodNotUsable(pointer="/ends_on")
    due_days = dues(kind.pace, form.starts_on, form.ends_on)

    campaign = Campaign(
        region=form.region,
        kind=kind.kind,
        title=form.title or kind.title,
        policy=policy.policy,
        policy_version=version,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        dues=list(due_days),
        opened_by=by.subject,
        opened_at=clock.now(),
    )
    session.add(campaign)
    await session.flush()
    households = await join(session, campaign, kind.meant, first_round=1, ids=None, on=on)
    if not households:
        raise NobodyMeant(pointer="/region")

    await outbox.record(
        session,
        CampaignOpened(
            campaign_id=campaign.id,
            kind=campaign.kind,
            region=campaign.region,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
            households=households,
        ),
    )
    return campaign
