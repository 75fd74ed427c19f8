"""Record that the household agreed to its plan as it stands: who signed, when, on which paper."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.plan import MeasureState, StepKind, check_signer, check_signing, standing_of
from services.registry.schemas.plan import AgreePlan
from services.registry.store import plan as plans
from services.registry.store.household import list_members
from services.registry.tables import Plan, PlanStep
from shared import clock, rows
from shared.periods import day_in_china


async def agree_plan(session: AsyncSession, household_id: UUID, year: int, form: AgreePlan, *, by: str, on: date) -> Plan:
    """Raises NoSuchPlan, NothingToAgree, AgreedAlready, SignedOutOfTime or SignerNotOfHousehold."""
    plan = await plans.lock_plan(session, household_id, year)
    measures = await plans.list_measures(session, plan.id)
    born = {member.id: member.born_on for member in await list_members(session, [household_id])}

    check_signing(
        form.signed_on,
        changed_on=day_in_china(plan.changed_at),
        standing=standing_of(plan.changed_at, plan.agreed_at),
        measures=sum(one.state is not MeasureState.DROPPED for one in measures),
        on=on,
    )
    check_signer(form.person_id, born, is_guarded=bool(form.guardian), on=form.signed_on)

    plan.agreed_at, plan.agreed_on = clock.now(), form.signed_on
    step = PlanStep(
        plan_id=plan.id,
        person_id=form.person_id,
        region=plan.region,
        kind=StepKind.AGREED,
        happened_on=form.signed_on,
        effect=f"由监护人（{form.guardian}）签字" if form.guardian else "",
        papers=form.papers,
        recorded_by=by,
        recorded_at=plan.agreed_at,
    )
    await session.flush()
    await rows.insert(session, step)
    return plan
