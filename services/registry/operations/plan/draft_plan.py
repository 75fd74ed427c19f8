"""Draft a household's plan of a year: what the place's file proposes for its causes and its people, and what last year left."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.composition import Composition
from services.registry.rules.measure import MeasuresPolicy, Proposal, propose
from services.registry.rules.plan import (
    OPEN,
    HouseholdIsGone,
    MeasureOrigin,
    MeasureState,
    PlanExists,
    StepKind,
    check_year,
    term_of,
)
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import plan as plans
from services.registry.store.composition import get_composition
from services.registry.store.household import lock_household
from services.registry.store.measure import get_measures_policy
from services.registry.tables import Household, Plan, PlanMeasure, PlanStep
from shared import clock, rows


async def draft_plan(session: AsyncSession, household_id: UUID, year: int, *, by: str, on: date) -> Plan:
    """Raises NoSuchHousehold, HouseholdIsGone, PlanYearClosed, PlanExists or NoMeasuresPolicy."""
    household = await lock_household(session, household_id)
    held = await plans.find_plan(session, household_id, year)
    last = await plans.find_plan(session, household_id, year - 1)
    left = [one for one in await plans.list_measures(session, last.id) if one.state in OPEN] if last else []
    home = await get_composition(session, household, on=on)
    policy, version = get_measures_policy(household.region, on)

    check_year(year, on=on)
    if household.state is HouseholdState.CANCELLED:
        raise HouseholdIsGone
    if held is not None:
        raise PlanExists(year=year)
    proposals = propose(policy, home)

    plan = _plan(household, year, home, policy.policy, version, by)
    measures = [
        *(_proposed(plan, number, proposal, policy, on, left) for number, proposal in enumerate(proposals, start=1)),
        *_carried(plan, left, {proposal.rule.measure for proposal in proposals}, len(proposals), on),
    ]
    step = PlanStep(
        plan_id=plan.id,
        region=plan.region,
        kind=StepKind.PROPOSED,
        happened_on=on,
        effect=f"{policy.title}提出 {len(proposals)} 项"
        + (f"，上年转入 {carried} 项" if (carried := len(measures) - len(proposals)) else ""),
        recorded_by=by,
        recorded_at=plan.made_at,
    )
    await rows.insert(session, plan)
    await rows.insert(session, *measures, step)  # a statement of its own: who may see the plan may see its parts
    return plan


def _plan(household: Household, year: int, home: Composition, policy: str, version: str, by: str) -> Plan:
    now = clock.now()
    return Plan(
        household_id=household.id,
        region=household.region,
        year=year,
        policy=policy,
        policy_version=version,
        kind=home.kind,
        causes=list(home.causes),
        made_by=by,
        made_at=now,
        changed_at=now,
    )


def _proposed(
    plan: Plan, number: int, proposal: Proposal, policy: MeasuresPolicy, on: date, left: list[PlanMeasure]
) -> PlanMeasure:
    rule, term = proposal.rule, term_of(plan.year, proposal.rule.term_days, on=on)
    again = "；上年未完成" if any(one.measure == rule.measure for one in left) else ""
    return PlanMeasure(
        plan_id=plan.id,
        region=plan.region,
        number=number,
        measure=rule.measure,
        title=rule.title,
        nature=rule.nature,
        department=rule.department,
        origin=MeasureOrigin.RULE,
        person_ids=[one.person_id for one in proposal.persons],
        does=rule.does,
        why=proposal.why + again,
        clause=policy.source(rule).spoken,
        proof=list(rule.proof),
        starts_on=term.starts_on,
        due_on=term.due_on,
        expected_fen=proposal.expected_fen,
        state=MeasureState.PLANNED,
    )


def _carried(plan: Plan, left: list[PlanMeasure], proposed: set[str], already: int, on: date) -> list[PlanMeasure]:
    """What last year did not finish and no rule proposes again, for a year from its beginning."""
    carried = [one for one in left if one.measure not in proposed]
    term = term_of(plan.year, 366, on=on)
    return [
        PlanMeasure(
            **one.model_dump(
                include={"measure", "title", "nature", "department", "person_ids", "does", "clause", "proof", "expected_fen"}
            ),
            plan_id=plan.id,
            region=plan.region,
            number=number,
            origin=MeasureOrigin.CARRIED,
            why=f"上年未完成；{one.why}",
            starts_on=term.starts_on,
            due_on=term.due_on,
            state=MeasureState.PLANNED,
        )
        for number, one in enumerate(carried, start=already + 1)
    ]
