"""Record a visit at a household's home, also days later: the id was made where there was no network."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignIsClosed
from services.registry.rules.visit import HouseholdNotInCampaign, NotYourHousehold, VisitKnownOtherwise
from services.registry.schemas.visit import RecordHouseholdVisit
from services.registry.store import campaign as campaigns
from services.registry.store import visit as visits
from services.registry.store.assignment import is_helped_by
from services.registry.store.household import get_household
from services.registry.store.seen import Where, fingerprint_of, problems_of, row_of
from services.registry.tables import Visit
from shared import clock, outbox
from shared.events.registry import HouseholdVisited, VisitProblemRecorded
from shared.security import Principal, Role


async def record_household_visit(
    session: AsyncSession, household_id: UUID, form: RecordHouseholdVisit, *, by: Principal, on: date
) -> Visit:
    """The same again is the same visit. Raises NoSuchHousehold, NotYourHousehold, NoSuchCampaign, CampaignIsClosed,
    HouseholdNotInCampaign, VisitKnownOtherwise and what `row_of` raises."""
    household = await get_household(session, household_id)
    held = await visits.lock_visit(session, form.visit_id)
    if held is not None and held.household_id == household_id and held.fingerprint == fingerprint_of(form):
        return held
    campaign = await campaigns.get_campaign(session, form.campaign_id) if form.campaign_id else None
    task = await campaigns.find_task(session, campaign.id, household_id) if campaign else None
    is_theirs = by.role is not Role.DEPARTMENT or await is_helped_by(session, household_id, by.subject, on=on)

    if held is not None or await visits.is_taken(session, form.visit_id):
        raise VisitKnownOtherwise(pointer="/visit_id", visit_id=form.visit_id)
    if not is_theirs:
        raise NotYourHousehold(household_id=household_id)
    if campaign and campaign.closed_at is not None:
        raise CampaignIsClosed(pointer="/campaign_id", campaign_id=campaign.id)
    if campaign and task is None:
        raise HouseholdNotInCampaign(pointer="/campaign_id", campaign_id=campaign.id)
    where, at = Where(household, campaign, task), clock.now()
    visit = await row_of(session, form.visit_id, form, where, version=1, by=by.subject, at=at, on=on)

    problems = problems_of(form, visit)
    session.add_all([visit, *problems])
    await session.flush()

    found = (
        VisitProblemRecorded(
            problem_id=each.id, household_id=household_id, region=each.region, whose=each.whose, due_on=each.due_on
        )
        for each in problems
    )
    seen = HouseholdVisited(
        visit_id=visit.visit_id,
        version=visit.version,
        household_id=household_id,
        region=visit.region,
        campaign_id=form.campaign_id,
        visited_on=visit.visited_on,
        is_withdrawn=False,
    )
    await outbox.record(session, seen, *found)
    return visit
