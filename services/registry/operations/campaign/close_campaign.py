"""Close a campaign with its report: what its boards said on that day, kept for ever."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignIsClosed
from services.registry.schemas.campaign import CloseCampaign
from services.registry.store import campaign as campaigns
from services.registry.store import campaign_board as boards
from services.registry.tables import Campaign
from shared import clock, outbox
from shared.events.registry import CampaignEnded
from shared.security import Principal

TOWN_DIGITS = 9


async def close_campaign(session: AsyncSession, campaign_id: UUID, form: CloseCampaign, *, by: Principal, on: date) -> Campaign:
    """Raises NoSuchCampaign, OutsideRegion or CampaignIsClosed. Open problems go on to be mended."""
    campaign = await campaigns.lock_campaign(session, campaign_id)
    of = campaign.region
    total = await boards.count_standing(session, campaign, region=of, digits=0, by_helper=False, on=on)
    towns = await boards.count_standing(session, campaign, region=of, digits=TOWN_DIGITS, by_helper=False, on=on)
    helpers = await boards.count_standing(session, campaign, region=of, digits=0, by_helper=True, on=on)
    checked = await boards.count_checked(session, campaign_id, region=campaign.region)
    left = await boards.count_left(session, campaign_id, region=campaign.region)

    by.must_cover(campaign.region)
    if campaign.closed_at is not None:
        raise CampaignIsClosed(campaign_id=campaign_id)

    campaign.closed_at, campaign.closed_by, campaign.summary = clock.now(), by.subject, form.summary
    campaign.report = {
        "on": on.isoformat(),
        "total": [_plain(each) for each in total],
        "places": [_plain(each) for each in towns],
        "helpers": [_plain(each) for each in helpers],
        "checked": [_plain(each) for each in checked],
        "left": left,
    }
    await session.flush()

    await outbox.record(
        session,
        CampaignEnded(
            campaign_id=campaign.id,
            kind=campaign.kind,
            region=campaign.region,
            households=sum(each.households for each in total),
            complete=sum(each.complete for each in total),
        ),
    )
    return campaign


def _plain(counted: boards.Standing | boards.Checked) -> dict[str, object]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in vars(counted).items()}
