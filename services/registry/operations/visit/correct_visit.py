"""Correct a visit by a new version beside the old one, or withdraw one that was recorded for the wrong household."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignIsClosed
from services.registry.rules.visit import NoSuchVisit, NotYourHousehold, VisitChangedMeanwhile
from services.registry.schemas.visit import CorrectVisit
from services.registry.store import campaign as campaigns
from services.registry.store import visit as visits
from services.registry.store.assignment import is_helped_by
from services.registry.store.household import get_household
from services.registry.store.seen import Where, problems_of, row_of
from services.registry.tables import CampaignTask, Visit
from shared import clock, outbox
from shared.events.registry import HouseholdVisited, VisitProblemRecorded
from shared.security import Principal, Role


async def correct_visit(session: AsyncSession, visit_id: UUID, form: CorrectVisit, *, by: Principal, on: date) -> Visit:
    """Raises NoSuchVisit, NotYourHousehold, VisitChangedMeanwhile, CampaignIsClosed and what `row_of` raises."""
    held = await visits.lock_visit(session, visit_id)
    if held is None:
        raise NoSuchVisit(visit_id=visit_id)
    household = await get_household(session, held.household_id)
    task = await session.get(CampaignTask, held.task_id) if held.task_id else None
    campaign = await campaigns.get_campaign(session, task.campaign_id) if task else None
    is_theirs = by.role is not Role.DEPARTMENT or await is_helped_by(session, household.id, by.subject, on=on)

    if not is_theirs:
        raise NotYourHousehold(household_id=household.id)
    if held.version != form.replaces_version:
        raise VisitChangedMeanwhile(pointer="/replaces_version", version=held.version)
    if campaign and campaign.closed_at is not None:
        raise CampaignIsClosed(campaign_id=campaign.id)
    where, at = Where(household, campaign, task), clock.now()
    visit = await row_of(session, visit_id, form, where, version=held.version + 1, by=by.subject, at=at, on=on)

    await visits.replace(session, held, visit, at=at)
    problems = problems_of(form, visit)
    session.add_all(problems)
    await session.flush()

    found = (
        VisitProblemRecorded(
            problem_id=each.id, household_id=household.id, region=each.region, whose=each.whose, due_on=each.due_on
        )
        for each in problems
    )
    seen = HouseholdVisited(
        visit_id=visit_id,
        version=visit.version,
        household_id=household.id,
        region=visit.region,
        campaign_id=campaign.id if campaign else None,
        visited_on=visit.visited_on,
        is_withdrawn=visit.is_withdrawn,
    )
    await outbox.record(session, seen, *found)
    return visit
