"""Finish a measure: what it came to, and what proves it."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import DoneWithoutProof, MeasureState, StepKind, check_open, check_result, check_theirs
from services.registry.schemas.plan import FinishMeasure
from services.registry.store import plan as plans
from services.registry.tables import PlanMeasure, PlanStep
from shared import clock, rows
from shared.security import Principal


async def finish_measure(
    session: AsyncSession, household_id: UUID, year: int, number: int, form: FinishMeasure, *, by: Principal, on: date
) -> PlanMeasure:
    """Raises NoSuchPlan, NoSuchMeasure, NotOfThisDepartment, MeasureIsOver, ResultOutOfTime or DoneWithoutProof."""
    plan = await plans.lock_plan(session, household_id, year)
    measure = await plans.get_measure(session, plan.id, number)

    check_theirs(measure.department, role=by.role, org=by.org)
    check_open(measure.state)
    check_result(form.finished_on, measure.starts_on, on=on, pointer="/finished_on")
    if not form.papers:
        raise DoneWithoutProof(pointer="/papers", proof=measure.proof)

    measure.state, measure.ended_on = MeasureState.DONE, form.finished_on
    measure.spent_fen += form.amount_fen or 0
    measure.work_days += form.work_days or 0
    step = PlanStep(
        plan_id=plan.id,
        measure_id=measure.id,
        region=plan.region,
        kind=StepKind.DONE,
        happened_on=form.finished_on,
        amount_fen=form.amount_fen,
        work_days=form.work_days,
        effect=form.effect,
        papers=form.papers,
        recorded_by=by.subject,
        recorded_at=clock.now(),
    )
    await session.flush()
    await rows.insert(session, step)
    return measure
