"""Record what somebody else found at the home of a household that was drawn."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.spot_check import CheckedByTheHelper, SpotCheckedAlready, differences
from services.registry.rules.visit import check_answers, check_day
from services.registry.schemas.campaign import RecordSpotCheck
from services.registry.store import campaign as campaigns
from services.registry.store import spot_check as checks
from services.registry.store.assignment import find_helper_of, is_helped_by
from services.registry.store.campaign_policy import get_kind_of
from services.registry.tables import CampaignTask, SpotCheck
from shared import clock
from shared.vault import seal


async def record_spot_check(session: AsyncSession, check_id: UUID, form: RecordSpotCheck, *, by: str, on: date) -> SpotCheck:
    """It stands for ever; nobody else is told. Raises NoSuchSpotCheck, SpotCheckedAlready, CheckedByTheHelper,
    VisitOnAnImpossibleDay, QuestionNotAsked or VisitAnswerNotPossible."""
    check = await checks.lock_check(session, check_id)
    visit = await checks.get_checked_visit(session, check)
    task = await session.get_one(CampaignTask, check.task_id)
    campaign = await campaigns.get_campaign(session, task.campaign_id)
    kind = get_kind_of(campaign.policy, campaign.kind)
    is_theirs = await is_helped_by(session, check.household_id, by, on=on)
    own = await find_helper_of(session, by)

    if check.checked_at is not None:
        raise SpotCheckedAlready(check_id=check_id)
    if is_theirs or visit.recorded_by == by or (own is not None and own.id == check.helper_id):
        raise CheckedByTheHelper(check_id=check_id)
    check_day(form.checked_on, starts_on=visit.visited_on, on=on, pointer="/checked_on")
    check_answers(kind, form.answers, ())

    check.checked_on, check.checked_by, check.checked_at = form.checked_on, by, clock.now()
    check.was_visited, check.answers = form.was_visited, dict(form.answers)
    check.differences = [asdict(each) for each in differences(kind, visit.answers, form.answers)]
    check.notes_sealed = seal(form.notes) if form.notes else None
    await session.flush()
    return check
