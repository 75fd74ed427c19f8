from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.budget import compare_with_last_year
from services.funds.rules.budget_plan import PlanState
from services.funds.schemas.budget import PlanYear
from services.funds.store.budget import find_budget_year
from services.funds.store.budget_plan import find_open_plan
from services.funds.store.budget_policy import get_budget_policy
from services.funds.tables import BudgetPlan
from shared.clock import china
from shared.security import Principal


async def plan_year(session: AsyncSession, form: PlanYear, *, by: Principal, at: datetime) -> BudgetPlan:
    """Prepare what a county plans to have of a source in a year, beside what it had the year before: planned, or else received.

    It counts once another person agrees (`agree_plan`); one that nobody has agreed to yet is replaced.

    Raises OutsideRegion, NoBudgetRule, BelowLastYear where the place's rule does not let it be less.
    """
    by.must_cover(form.county, pointer="/county")
    policy, _ = get_budget_policy(form.county, china(at).date())
    before = await find_budget_year(session, form.county, form.source, form.year - 1)
    earlier = await find_open_plan(session, form.county, form.source, form.year)

    known = None if before is None else before.planned_fen or before.received_fen
    compared = compare_with_last_year(policy, form.source, form.planned_fen, known or form.last_year_fen)

    if earlier is not None:
        earlier.state = PlanState.REPLACED
        await session.flush()
    prepared = BudgetPlan(
        region=form.county,
        source=form.source,
        year=form.year,
        planned_fen=compared.planned_fen,
        last_year_fen=compared.last_year_fen,
        warning=compared.warning,
        document_number=form.document_number,
        prepared_by=by.subject,
        prepared_at=at,
    )
    session.add(prepared)
    await session.flush()
    return prepared
