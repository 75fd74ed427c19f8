"""Lists of households that were uploaded for plans of distribution."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.distribution_list import ListState, NoSuchHouseholdList
from services.funds.tables import DistributionList


async def get_list(session: AsyncSession, id: UUID) -> DistributionList:
    """Raises NoSuchHouseholdList."""
    return _there(await session.get(DistributionList, id), id)


async def lock_list(session: AsyncSession, id: UUID) -> DistributionList:
    """Raises NoSuchHouseholdList."""
    return _there(await session.get(DistributionList, id, with_for_update=True, populate_existing=True), id)


def _there(uploaded: DistributionList | None, id: UUID) -> DistributionList:
    if uploaded is None:
        raise NoSuchHouseholdList(list_id=str(id))
    return uploaded


async def list_lists(
    session: AsyncSession, *, region: str | None, state: ListState | None, after: UUID | None, limit: int
) -> Sequence[DistributionList]:
    """In the order of their upload. One more than `limit`."""
    query = select(DistributionList).order_by(col(DistributionList.id)).limit(limit + 1)
    if region:
        query = query.where(col(DistributionList.region).startswith(region, autoescape=True))
    if state is not None:
        query = query.where(DistributionList.state == state)
    if after is not None:
        query = query.where(col(DistributionList.id) > after)
    return (await session.exec(query)).all()
