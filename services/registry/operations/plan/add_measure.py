"""Add a measure to a plan that no rule proposed, with the officer's reason."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.measure import OTHER_MEASURE, MeasureRule, MeasuresPolicy, Nature
from services.registry.rules.plan import (
    MEASURES_OF_A_PLAN,
    MeasureOrigin,
    MeasureState,
    OwnMeasureIncomplete,
    StepKind,
    Term,
    TooManyMeasures,
    UnknownMeasure,
    check_concerned,
    check_term,
    term_of,
)
from services.registry.schemas.plan import AddMeasure
from services.registry.store import plan as plans
from services.registry.store.household import get_household, list_members
from services.registry.store.measure import get_measures_policy
from services.registry.tables import Plan, PlanMeasure, PlanStep
from shared import clock, rows


async def add_measure(
    session: AsyncSession, household_id: UUID, year: int, form: AddMeasure, *, by: str, on: date
) -> PlanMeasure:
    """Raises NoSuchPlan, UnknownMeasure, OwnMeasureIncomplete, TooManyMeasures, TermOutOfPlan or ConcernsNobodyHere."""
    plan = await plans.lock_plan(session, household_id, year)
    household = await get_household(session, household_id)
    measures = await plans.list_measures(session, plan.id)
    members = {member.id for member in await list_members(session, [household_id])}
    policy, _ = get_measures_policy(household.region, on)

    rule = _rule(policy, form)
    words = _words(form, rule)
    check_concerned(form.person_ids, members)
    if len(measures) >= MEASURES_OF_A_PLAN:
        raise TooManyMeasures
    usual = term_of(year, rule.term_days if rule else 366, on=on)
    starts_on = form.starts_on or usual.starts_on
    term = Term(starts_on, form.due_on or max(starts_on, usual.due_on))
    check_term(year, term)

    measure = _measure(plan, len(measures) + 1, form, rule, words, policy, term)
    plan.changed_at = clock.now()
    step = PlanStep(
        plan_id=plan.id,
        measure_id=measure.id,
        region=household.region,
        kind=StepKind.ADDED,
        happened_on=on,
        reason=form.reason,
        recorded_by=by,
        recorded_at=plan.changed_at,
    )
    await session.flush()
    await rows.insert(session, measure, step)
    return measure


def _rule(policy: MeasuresPolicy, form: AddMeasure) -> MeasureRule | None:
    """None for a measure of the officer's own wording. Raises UnknownMeasure."""
    if form.measure == OTHER_MEASURE:
        return None
    rule = policy.find(form.measure)
    if rule is None:
        allowed = [each.measure for each in policy.measures]
        raise UnknownMeasure(pointer="/measure", allowed=[*allowed, OTHER_MEASURE])
    return rule


def _words(form: AddMeasure, rule: MeasureRule | None) -> tuple[str, Nature, str]:
    """Its title, nature and department: the officer's, else the file's. Raises OwnMeasureIncomplete."""
    title, nature, department = form.title, form.nature, form.department
    if rule is not None:
        return title or rule.title, nature or rule.nature, department or rule.department
    if not (title and nature and department):
        missing = "/title" if not title else "/nature" if not nature else "/department"
        raise OwnMeasureIncomplete(pointer=missing)
    return title, nature, department


def _measure(
    plan: Plan,
    number: int,
    form: AddMeasure,
    rule: MeasureRule | None,
    words: tuple[str, Nature, str],
    policy: MeasuresPolicy,
    term: Term,
) -> PlanMeasure:
    title, nature, department = words
    return PlanMeasure(
        plan_id=plan.id,
        region=plan.region,
        number=number,
        measure=form.measure,
        title=title,
        nature=nature,
        department=department,
        origin=MeasureOrigin.OFFICER,
        person_ids=form.person_ids,
        does=form.does or (rule.does if rule else ""),
        why=form.reason,
        clause=policy.source(rule).spoken if rule else "",
        proof=list(rule.proof) if rule else [],
        starts_on=term.starts_on,
        due_on=term.due_on,
        expected_fen=form.expected_fen if form.expected_fen is not None else rule.expected_fen if rule else None,
        state=MeasureState.PLANNED,
    )
