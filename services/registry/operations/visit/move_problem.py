"""Bring a problem a step further: mended, sent back, given more time, struck off, or withdrawn as a mistake."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.visit import (
    OF_THE_SUPERVISOR,
    NotForWhoMends,
    NotYourHousehold,
    PhotoOfAnother,
    ProblemAct,
    TermNotLater,
    moved,
)
from services.registry.schemas.visit import MoveProblem
from services.registry.store import visit as visits
from services.registry.store.assignment import is_helped_by
from services.registry.tables import Problem, ProblemStep
from shared import clock, outbox
from shared.events.registry import VisitProblemMoved
from shared.security import Principal, Role

SUPERVISORS = (Role.TOWN, Role.COUNTY)


async def move_problem(session: AsyncSession, problem_id: UUID, form: MoveProblem, *, by: Principal, on: date) -> Problem:
    """Raises NoSuchVisitProblem, NotYourHousehold, ProblemNotInThatState, NotForWhoMends, TermNotLater or PhotoOfAnother."""
    problem = await visits.lock_problem(session, problem_id)
    papers = await visits.count_papers(session, problem.household_id, form.papers)
    is_theirs = by.role is not Role.DEPARTMENT or by.org == problem.whose
    is_theirs = is_theirs or await is_helped_by(session, problem.household_id, by.subject, on=on)

    if not is_theirs:
        raise NotYourHousehold(household_id=problem.household_id)
    state = moved(problem.state, form.act)
    is_judged_alone = form.act in (ProblemAct.STRIKE_OFF, ProblemAct.RETURN) and by.subject == problem.mended_by
    if form.act in OF_THE_SUPERVISOR and (by.role not in SUPERVISORS or is_judged_alone):
        raise NotForWhoMends(pointer="/act")
    is_extended = form.act is ProblemAct.EXTEND
    if (is_extended and form.due_on is None) or (form.due_on is not None and form.due_on <= problem.due_on):
        raise TermNotLater(pointer="/due_on", due_on=problem.due_on.isoformat())
    if papers < len(set(form.papers)):
        raise PhotoOfAnother(pointer="/papers")

    if form.act is ProblemAct.MEND:
        problem.mended_by = by.subject
    problem.state = state
    if form.act in (ProblemAct.EXTEND, ProblemAct.RETURN) and form.due_on is not None:
        problem.due_on = form.due_on
    step = ProblemStep(
        problem_id=problem.id,
        region=problem.region,
        act=form.act,
        note=form.note,
        papers=list(form.papers),
        due_on=form.due_on,
        by=by.subject,
        at=clock.now(),
    )
    session.add(step)
    await session.flush()

    await outbox.record(
        session,
        VisitProblemMoved(
            problem_id=problem.id,
            household_id=problem.household_id,
            region=problem.region,
            state=problem.state,
            due_on=problem.due_on,
        ),
    )
    return problem
