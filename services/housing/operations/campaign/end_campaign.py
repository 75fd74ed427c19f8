from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.campaign import CampaignEndedAlready, must_say_why
from services.housing.schemas.campaign import EndCampaign
from services.housing.store.awaited_step import end_steps
from services.housing.store.campaign import lock_campaign, read_board, spare_open
from services.housing.tables import Campaign
from shared import outbox
from shared.events.housing import SurveyCampaignEnded
from shared.security import Principal


async def end_campaign(session: AsyncSession, campaign_id: UUID, form: EndCampaign, *, by: Principal, on: date) -> Campaign:
    """A campaign is over; houses that nobody looked at are called off for a reason that stays readable with each.

    Raises NoSuchCampaign, OutsideRegion, CampaignEndedAlready, HousesNotLookedAt.
    """
    campaign = await lock_campaign(session, campaign_id)
    by.must_cover(campaign.region)
    lines = await read_board(session, campaign.id, region=campaign.region, views=(), on=on)
    households, completed = sum(line.households for line in lines), sum(line.completed for line in lines)

    if campaign.ended_on is not None:
        raise CampaignEndedAlready(ended_on=campaign.ended_on.isoformat())
    must_say_why(households - completed, form.reason)

    await spare_open(session, campaign.id, why=f"排查行动办结：{form.reason}")
    campaign.ended_on, campaign.ended_by = on, by.subject
    await session.flush()

    await end_steps(session, Matter.CAMPAIGN, campaign.id, on=on)
    await outbox.record(
        session,
        SurveyCampaignEnded(
            campaign_id=campaign.id,
            kind=campaign.kind,
            region=campaign.region,
            ended_on=on,
            households=households,
            completed=completed,
        ),
    )
    return campaign
