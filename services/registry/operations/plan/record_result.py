"""Record what a measure has brought so far: money, days of work, what was done. A planned measure is under way from then on."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import MeasureState, NothingAchieved, StepKind, check_open, check_result, check_theirs
from services.registry.schemas.plan import RecordResult
from services.registry.store import plan as plans
from services.registry.tables import PlanMeasure, PlanStep
from shared import clock, rows
from shared.security import Principal


async def record_result(
    session: AsyncSession, household_id: UUID, year: int, number: int, form: RecordResult, *, by: Principal, on: date
) -> PlanMeasure:
    """Raises NoSuchPlan, NoSuchMeasure, NotOfThisDepartment, MeasureIsOver, NothingAchieved or ResultOutOfTime."""
    plan = await plans.lock_plan(session, household_id, year)
    measure = await plans.get_measure(session, plan.id, number)

    check_theirs(measure.department, role=by.role, org=by.org)
    check_open(measure.state)
    if not (form.amount_fen or form.work_days or form.effect):
        raise NothingAchieved
    check_result(form.happened_on, measure.starts_on, on=on)

    measure.state = MeasureState.UNDER_WAY
    measure.spent_fen += form.amount_fen or 0
    measure.work_days += form.work_days or 0
    step = PlanStep(
        **form.model_dump(by_alias=False),
        plan_id=plan.id,
        measure_id=measure.id,
        region=plan.region,
        kind=StepKind.PROGRESS,
        recorded_by=by.subject,
        recorded_at=clock.now(),
    )
    await session.flush()
    await rows.insert(session, step)
    return measure
