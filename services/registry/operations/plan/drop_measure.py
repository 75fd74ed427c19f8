"""Drop a measure that is not to be done after all, with the reason. The household has to agree to what is left."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import MeasureState, StepKind, check_open
from services.registry.schemas.plan import DropMeasure
from services.registry.store import plan as plans
from services.registry.tables import PlanMeasure, PlanStep
from shared import clock, rows


async def drop_measure(
    session: AsyncSession, household_id: UUID, year: int, number: int, form: DropMeasure, *, by: str, on: date
) -> PlanMeasure:
    """Raises NoSuchPlan, NoSuchMeasure or MeasureIsOver."""
    plan = await plans.lock_plan(session, household_id, year)
    measure = await plans.get_measure(session, plan.id, number)

    check_open(measure.state)

    measure.state, measure.ended_on = MeasureState.DROPPED, on
    plan.changed_at = clock.now()
    step = PlanStep(
        plan_id=plan.id,
        measure_id=measure.id,
        region=plan.region,
        kind=StepKind.DROPPED,
        happened_on=on,
        reason=form.reason,
        recorded_by=by,
        recorded_at=plan.changed_at,
    )
    await session.flush()
    await rows.insert(session, step)
    return measure
