from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.budget import compare_with_last_year, must_explain_less
from services.funds.rules.budget_plan import PlanState, must_be_prepared
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.budget import DecidePlan
from services.funds.store.budget import find_budget_year, lock_budget_year
from services.funds.store.budget_plan import lock_plan
from services.funds.store.budget_policy import get_budget_policy
from services.funds.tables import BudgetPlan
from shared.clock import china
from shared.security import Principal


async def agree_plan(session: AsyncSession, plan_id: UUID, form: DecidePlan, *, by: Principal, at: datetime) -> BudgetPlan:
    """A second person agrees, and the plan is the year's; what was planned for the year before may have changed meanwhile.

    Raises NoSuchBudgetPlan, PlanDecided, SamePerson, NoBudgetRule, BelowLastYear, LessNotExplained.
    """
    plan = await lock_plan(session, plan_id)
    policy, _ = get_budget_policy(plan.region, china(at).date())
    before = await find_budget_year(session, plan.region, plan.source, plan.year - 1)
    ceiling = policy.fee_ceiling(plan.source)
    limit = ceiling.per_10000 if ceiling else None
    year = await lock_budget_year(session, plan.region, plan.source, plan.year, fee_limit_per_10000=limit)

    must_be_prepared(plan.state)
    must_be_another(plan.prepared_by, by.subject)
    known = None if before is None else before.planned_fen or before.received_fen
    compared = compare_with_last_year(policy, plan.source, plan.planned_fen, known or plan.last_year_fen)
    must_explain_less(compared, form.decision)

    plan.state, plan.decision = PlanState.AGREED, form.decision
    plan.decided_by, plan.decided_at = by.subject, at
    plan.last_year_fen, plan.warning = compared.last_year_fen, compared.warning
    year.planned_fen, year.last_year_fen, year.warning = plan.planned_fen, plan.last_year_fen, plan.warning
    year.plan_document, year.planned_by, year.planned_at = plan.document_number, plan.prepared_by, plan.prepared_at
    year.agreed_by, year.agreed_at = by.subject, at
    await session.flush()
    return plan
