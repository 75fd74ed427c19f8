"""Plans of distribution with their shares."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.distribution import NoSuchPlan, PlanState
from services.funds.tables import DistributionPlan, DistributionShare


def income_key(region: str, collective: str) -> AccountKey:
    """The account in which a collective's income waits to be parted."""
    return AccountKey(AccountKind.ASSET_INCOME, region, collective, Source.ASSET_INCOME)


async def get_plan(session: AsyncSession, id: UUID) -> DistributionPlan:
    """Raises NoSuchPlan."""
    return _there(await session.get(DistributionPlan, id), id)


async def lock_plan(session: AsyncSession, id: UUID) -> DistributionPlan:
    """Raises NoSuchPlan."""
    return _there(await session.get(DistributionPlan, id, with_for_update=True, populate_existing=True), id)


def _there(plan: DistributionPlan | None, id: UUID) -> DistributionPlan:
    if plan is None:
        raise NoSuchPlan(plan_id=str(id))
    return plan


async def find_open_plan(session: AsyncSession, region: str, collective: str) -> DistributionPlan | None:
    mine = (DistributionPlan.region == region, DistributionPlan.collective == collective)
    is_open = col(DistributionPlan.state).in_([PlanState.DRAWN, PlanState.APPROVED])
    return (await session.exec(select(DistributionPlan).where(*mine, is_open))).first()


async def list_plans(
    session: AsyncSession, *, region: str | None, year: int | None, after: UUID | None, limit: int
) -> Sequence[DistributionPlan]:
    """In the order of their drawing. One more than `limit`."""
    query = select(DistributionPlan).order_by(col(DistributionPlan.id)).limit(limit + 1)
    if region:
        query = query.where(col(DistributionPlan.region).startswith(region, autoescape=True))
    if year is not None:
        query = query.where(DistributionPlan.year == year)
    if after is not None:
        query = query.where(col(DistributionPlan.id) > after)
    return (await session.exec(query)).all()


async def list_shares(session: AsyncSession, plan_id: UUID) -> Sequence[DistributionShare]:
    query = select(DistributionShare).where(DistributionShare.plan_id == plan_id)
    return (await session.exec(query.order_by(col(DistributionShare.household_id)))).all()
