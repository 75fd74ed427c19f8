"""Change a measure that is not over: its term, its people, who answers for it. The household has to agree anew."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import NothingToChange, StepKind, Term, check_concerned, check_open, check_term
from services.registry.schemas.plan import ChangeMeasure
from services.registry.store import plan as plans
from services.registry.store.household import list_members
from services.registry.tables import PlanMeasure, PlanStep
from shared import clock, rows
from shared.money import yuan_grouped

_NAMES = {
    "person_ids": "针对的成员",
    "does": "做什么",
    "department": "责任部门",
    "starts_on": "开始日期",
    "due_on": "期限",
    "expected_fen": "预期金额",
}


async def change_measure(
    session: AsyncSession, household_id: UUID, year: int, number: int, form: ChangeMeasure, *, by: str, on: date
) -> PlanMeasure:
    """Raises NoSuchPlan, NoSuchMeasure, MeasureIsOver, NothingToChange, TermOutOfPlan or ConcernsNobodyHere."""
    plan = await plans.lock_plan(session, household_id, year)
    measure = await plans.get_measure(session, plan.id, number)
    members = {member.id for member in await list_members(session, [household_id])}

    check_open(measure.state)
    given = form.model_dump(exclude={"reason"}, exclude_none=True, by_alias=False)
    changed = {name: value for name, value in given.items() if getattr(measure, name) != value}
    if not changed:
        raise NothingToChange
    check_concerned(form.person_ids or [], members)
    check_term(year, Term(changed.get("starts_on", measure.starts_on), changed.get("due_on", measure.due_on)))

    said = "；".join(_said(name, getattr(measure, name), value) for name, value in changed.items())
    for name, value in changed.items():
        setattr(measure, name, value)
    plan.changed_at = clock.now()
    step = PlanStep(
        plan_id=plan.id,
        measure_id=measure.id,
        region=plan.region,
        kind=StepKind.CHANGED,
        happened_on=on,
        reason=form.reason,
        effect=said,
        recorded_by=by,
        recorded_at=plan.changed_at,
    )
    await session.flush()
    await rows.insert(session, step)
    return measure


def _said(name: str, before: object, after: object) -> str:
    if name == "person_ids":
        return "针对的成员有变"
    if name == "expected_fen":
        before, after = (yuan_grouped(value) if isinstance(value, int) else "未定" for value in (before, after))
    return f"{_NAMES[name]}由 {before or '空'} 改为 {after}"
