"""Plans of years: the one that is open, and all that were ever prepared."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.budget_plan import NoSuchBudgetPlan, PlanState
from services.funds.tables import BudgetPlan

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def find_open_plan(session: AsyncSession, region: str, source: Source, year: int) -> BudgetPlan | None:
    """The plan that nobody has decided on, locked; whoever prepares another one waits here."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"budget-plan {region} {source} {year}"})
    told = (BudgetPlan.region == region, BudgetPlan.source == source, BudgetPlan.year == year)
    query = select(BudgetPlan).where(*told, BudgetPlan.state == PlanState.PREPARED).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def lock_plan(session: AsyncSession, id: UUID) -> BudgetPlan:
    """Raises NoSuchBudgetPlan."""
    plan = await session.get(BudgetPlan, id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise NoSuchBudgetPlan(plan_id=str(id))
    return plan


async def list_plans(
    session: AsyncSession, *, year: int | None, state: PlanState | None, after: UUID | None, limit: int
) -> Sequence[BudgetPlan]:
    """In the order in which they were prepared."""
    query = select(BudgetPlan).order_by(col(BudgetPlan.id)).limit(limit)
    if after is not None:
        query = query.where(col(BudgetPlan.id) > after)
    if year is not None:
        query = query.where(BudgetPlan.year == year)
    if state is not None:
        query = query.where(BudgetPlan.state == state)
    return (await session.exec(query)).all()
