"""What housing asks its database of appraisers."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraiser import NoSuchAppraiser
from services.housing.tables import Appraiser


async def get_appraiser(session: AsyncSession, id: UUID, *, locked: bool = False) -> Appraiser:
    """Raises NoSuchAppraiser."""
    found = await session.get(Appraiser, id, with_for_update=locked or None, populate_existing=locked)
    if found is None:
        raise NoSuchAppraiser(appraiser_id=str(id))
    return found


async def find_licence(session: AsyncSession, region: str, licence: str) -> Appraiser | None:
    """The county's standing entry of this licence."""
    same = select(Appraiser).where(Appraiser.region == region, Appraiser.licence == licence)
    return (await session.exec(same.where(col(Appraiser.ended_on).is_(None)))).one_or_none()


async def list_appraisers(
    session: AsyncSession, *, region: str, licensed_on: date | None, after: UUID | None, limit: int
) -> Sequence[Appraiser]:
    """Of the counties that this prefix lies in or that lie in it; the first registered first, one more than `limit`."""
    query = select(Appraiser).order_by(col(Appraiser.id)).limit(limit + 1)
    if region != "*":
        query = query.where(col(Appraiser.region).startswith(region[:6], autoescape=True))
    if after is not None:
        query = query.where(col(Appraiser.id) > after)
    if licensed_on is not None:
        query = query.where(
            col(Appraiser.licensed_from_on) <= licensed_on,
            col(Appraiser.licensed_until_on) >= licensed_on,
            or_(col(Appraiser.ended_on).is_(None), col(Appraiser.ended_on) > licensed_on),
        )
    return (await session.exec(query)).all()
