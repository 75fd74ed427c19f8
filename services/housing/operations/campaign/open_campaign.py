from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.campaign import CampaignTooWide, NoHouseholdMeant, due_of
from services.housing.schemas.campaign import OpenCampaign
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.campaign import count_by_village, join, must_not_run
from services.housing.store.campaign_policy import get_kind
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Campaign
from shared import outbox
from shared.events.housing import SurveyCampaignOpened
from shared.security import Principal

COUNTY_DIGITS = 6


async def open_campaign(session: AsyncSession, form: OpenCampaign, *, by: Principal, on: date, at: datetime) -> Campaign:
    """Have the houses of a place looked at: each household that is meant gets its survey at once.

    Raises OutsideRegion, CampaignTooWide, NoCampaignRule, NoSuchCampaignKind, NoSurveyRule, CampaignDueOutOfTime,
    CampaignRunsAlready, NoHouseholdMeant.
    """
    by.must_cover(form.region, pointer="/region")
    if len(form.region) < COUNTY_DIGITS:
        raise CampaignTooWide(pointer="/region")
    kind, policy, version = get_kind(form.kind, region=form.region, on=on)
    graded_by, graded_version = get_policy(form.region, on)
    await must_not_run(session, kind.kind, form.region)

    due_on = due_of(kind, form.due_on, on=on)

    campaign = Campaign(
        region=form.region,
        kind=kind.kind,
        title=form.title or kind.title,
        asked_by=form.asked_by,
        policy=policy.policy,
        policy_version=version,
        opened_on=on,
        due_on=due_on,
        opened_by=by.subject,
        opened_at=at,
    )
    session.add(campaign)
    await session.flush()
    households = await join(session, campaign, kind, policy, survey_policy=(graded_by.policy, graded_version))
    if not households:
        raise NoHouseholdMeant(pointer="/region")

    villages = await count_by_village(session, campaign.id)
    asked = [
        new_step(Matter.CAMPAIGN, campaign.id, Step.SURVEY, region=village, since=on, due_on=due_on, things=many)
        for village, many in villages
    ]
    await await_steps(session, asked)
    await outbox.record(
        session,
        SurveyCampaignOpened(
            campaign_id=campaign.id,
            kind=campaign.kind,
            region=campaign.region,
            opened_on=campaign.opened_on,
            due_on=campaign.due_on,
            households=households,
        ),
    )
    return campaign
