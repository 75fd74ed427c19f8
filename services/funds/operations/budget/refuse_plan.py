from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.budget_plan import PlanState, must_be_prepared
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.budget import DecidePlan
from services.funds.store.budget_plan import lock_plan
from services.funds.tables import BudgetPlan
from shared.security import Principal


async def refuse_plan(session: AsyncSession, plan_id: UUID, form: DecidePlan, *, by: Principal, at: datetime) -> BudgetPlan:
    """A second person does not agree; what was agreed before stays in force. Raises NoSuchBudgetPlan, PlanDecided, SamePerson."""
    plan = await lock_plan(session, plan_id)

    must_be_prepared(plan.state)
    must_be_another(plan.prepared_by, by.subject)

    plan.state, plan.decision = PlanState.REFUSED, form.decision
    plan.decided_by, plan.decided_at = by.subject, at
    await session.flush()
    return plan
