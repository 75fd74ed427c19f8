"""What a form says of a visit, held against the register: the row that it makes, and the problems that come with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.campaign import CampaignKind, round_of
from services.registry.rules.visit import (
    PhotoOfAnother,
    ProblemState,
    SomebodyOfAnother,
    TermNotLater,
    check_answers,
    check_day,
    gaps,
    metres_between,
)
from services.registry.schemas.visit import CorrectVisit, RecordHouseholdVisit
from services.registry.store import visit as visits
from services.registry.store.assignment import find_helper_of
from services.registry.store.campaign_policy import get_kind_of
from services.registry.store.household import list_members
from services.registry.tables import Campaign, CampaignTask, Household, Problem, Visit
from shared.vault import hash_identity, seal

Form = RecordHouseholdVisit | CorrectVisit


@dataclass(frozen=True)
class Where:
    """The household that was visited, and its place in the campaign for which it was."""

    household: Household
    campaign: Campaign | None = None
    task: CampaignTask | None = None

    @property
    def kind(self) -> CampaignKind | None:
        return get_kind_of(self.campaign.policy, self.campaign.kind) if self.campaign else None


def fingerprint_of(form: Form) -> str:
    """A keyed hash of everything that a form says."""
    return hash_identity(json.dumps(form.model_dump(mode="json"), sort_keys=True))


async def row_of(
    session: AsyncSession, visit_id: UUID, form: Form, where: Where, *, version: int, by: str, at: datetime, on: date
) -> Visit:
    """The row, not yet written. Raises VisitOnAnImpossibleDay, QuestionNotAsked, VisitAnswerNotPossible, SomebodyOfAnother,
    PhotoOfAnother or TermNotLater."""
    household, kind = where.household, where.kind
    own = await find_helper_of(session, by)
    village = await visits.find_position(session, household.region)
    if form.met:
        members = {each.id for each in await list_members(session, [household.id])}
        if strangers := [at for at, each in enumerate(form.met) if each not in members]:
            raise SomebodyOfAnother(pointer=f"/met/{strangers[0]}")
    papers = {each.paper_id for each in form.photos}
    if papers and await visits.count_papers(session, household.id, papers) < len(papers):
        raise PhotoOfAnother(pointer="/photos")

    check_day(form.visited_on, starts_on=where.campaign.starts_on if where.campaign else None, on=on)
    check_answers(kind, form.answers, [each.photo for each in form.photos])
    for number, problem in enumerate(form.problems):
        if problem.due_on < form.visited_on:
            raise TermNotLater(pointer=f"/problems/{number}/due_on")

    place = form.position.place if form.position else None
    return Visit(
        visit_id=visit_id,
        version=version,
        household_id=household.id,
        region=household.region,
        task_id=where.task.id if where.task else None,
        round=round_of(where.campaign.dues, form.visited_on) if where.campaign else None,
        helper_id=own.id if own else None,
        visited_on=form.visited_on,
        met=list(form.met),
        answers=dict(form.answers),
        photos=[each.model_dump(mode="json") for each in form.photos],
        latitude_e6=place.latitude_e6 if place else None,
        longitude_e6=place.longitude_e6 if place else None,
        metres_off=metres_between(place, village) if place and village else None,
        gaps=gaps(kind, form.answers, [each.photo for each in form.photos], has_position=place is not None),
        is_withdrawn=isinstance(form, CorrectVisit) and form.is_withdrawn,
        why=form.reason if isinstance(form, CorrectVisit) else "",
        notes_sealed=seal(form.notes) if form.notes else None,
        fingerprint=fingerprint_of(form),
        recorded_by=by,
        recorded_at=at,
    )


def problems_of(form: Form, visit: Visit) -> Sequence[Problem]:
    """The problems that a form brings."""
    return [
        Problem(
            visit_id=visit.visit_id,
            household_id=visit.household_id,
            task_id=visit.task_id,
            region=visit.region,
            found=each.found,
            whose=each.whose,
            found_on=visit.visited_on,
            due_on=each.due_on,
            state=ProblemState.OPEN,
            recorded_by=visit.recorded_by,
            recorded_at=visit.recorded_at,
        )
        for each in form.problems
    ]
