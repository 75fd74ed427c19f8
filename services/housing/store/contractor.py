"""What housing asks its database of those who build."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.contractor import NoSuchContractor
from services.housing.tables import Contractor


async def get_contractor(session: AsyncSession, id: UUID) -> Contractor:
    """Raises NoSuchContractor."""
    return _there(await session.get(Contractor, id), id)


async def lock_contractor(session: AsyncSession, id: UUID) -> Contractor:
    """Raises NoSuchContractor."""
    return _there(await session.get(Contractor, id, with_for_update=True, populate_existing=True), id)


def _there(contractor: Contractor | None, id: UUID) -> Contractor:
    if contractor is None:
        raise NoSuchContractor(contractor_id=str(id))
    return contractor


async def find_contractor(session: AsyncSession, region: str, licence: str) -> Contractor | None:
    found = select(Contractor).where(Contractor.region == region, Contractor.licence == licence)
    return (await session.exec(found)).one_or_none()


async def list_contractors(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Contractor]:
    """The first registered first."""
    query = select(Contractor).order_by(col(Contractor.id)).limit(limit)
    if after is not None:
        query = query.where(col(Contractor.id) > after)
    return (await session.exec(query)).all()


async def list_fit(session: AsyncSession, region: str, *, limit: int) -> Sequence[Contractor]:
    """Those of a county that may build, by name."""
    query = select(Contractor).where(Contractor.region == region, col(Contractor.is_barred).is_(False))
    return (await session.exec(query.order_by(col(Contractor.name), col(Contractor.id)).limit(limit))).all()
