from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.budget import compare_with_last_year
from services.funds.schemas.budget import PlanYear
from services.funds.store.budget import find_budget_year, lock_budget_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.tables import BudgetYear
from shared.clock import china
from shared.security import Principal


async def plan_year(session: AsyncSession, form: PlanYear, *, by: Principal, at: datetime) -> BudgetYear:
    """Say what a county plans to have of a source in a year, beside what it had the year before: planned, or else received.

    Raises OutsideRegion, NoBudgetRule, BelowLastYear where the place's rule does not let it be less.
    """
    by.must_cover(form.county, pointer="/county")
    policy, _ = get_budget_policy(form.county, china(at).date())
    before = await find_budget_year(session, form.county, form.source, form.year - 1)
    ceiling = policy.fee_ceiling(form.source)
    limit = ceiling.per_10000 if ceiling else None
    planned = await lock_budget_year(session, form.county, form.source, form.year, fee_limit_per_10000=limit)

    known = None if before is None else before.planned_fen or before.received_fen
    compared = compare_with_last_year(policy, form.source, form.planned_fen, known or form.last_year_fen)

    planned.planned_fen, planned.last_year_fen = compared.planned_fen, compared.last_year_fen
    planned.warning, planned.plan_document = compared.warning, form.document_number
    planned.planned_by, planned.planned_at = by.subject, at
    await session.flush()
    return planned
