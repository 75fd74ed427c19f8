from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.distribution import PlanState, become
from services.funds.schemas.distribution import WithdrawPlan
from services.funds.store.distribution import lock_plan
from services.funds.tables import DistributionPlan
from shared.security import Principal


async def withdraw_plan(session: AsyncSession, plan_id: UUID, form: WithdrawPlan, *, by: Principal) -> DistributionPlan:
    """Take a plan back before it is paid, so that another can be drawn; it stays readable. Nobody else is told.

    Raises NoSuchPlan, OutsideRegion, PlanStateForbids.
    """
    plan = await lock_plan(session, plan_id)
    by.must_cover(plan.region)

    state = become(plan.state, PlanState.WITHDRAWN)

    plan.state, plan.withdrawn_why = state, form.why
    await session.flush()
    return plan
