"""Renovations from before the platform, and the lists in which they came."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.former_file import NoSuchFormerFile
from services.housing.tables import Acceptance, FormerFile, FormerRenovation, House


async def get_former_file(session: AsyncSession, id: UUID, *, locked: bool = False) -> FormerFile:
    """Raises NoSuchFormerFile."""
    file = await session.get(FormerFile, id, with_for_update=locked or None, populate_existing=locked)
    if file is None:
        raise NoSuchFormerFile(file_id=str(id))
    return file


async def list_formers(
    session: AsyncSession, *, region: str, year: int | None, after: UUID | None, limit: int
) -> Sequence[tuple[FormerRenovation, str]]:
    """With the houses' numbers, the first taken in first; one more than `limit`."""
    query = select(FormerRenovation, House.number).join(House, col(House.id) == FormerRenovation.house_id)
    query = query.where(col(FormerRenovation.region).startswith(region, autoescape=True)).order_by(col(FormerRenovation.id))
    if year is not None:
        query = query.where(FormerRenovation.year == year)
    if after is not None:
        query = query.where(col(FormerRenovation.id) > after)
    return (await session.exec(query.limit(limit + 1))).all()


async def find_formers(session: AsyncSession, house_ids: Collection[UUID]) -> dict[tuple[UUID, int], FormerRenovation]:
    """By house and year."""
    query = select(FormerRenovation).where(col(FormerRenovation.house_id).in_(house_ids))
    return {(each.house_id, each.year): each for each in await session.exec(query)}


async def find_former_since(session: AsyncSession, house_id: UUID, since: date) -> FormerRenovation | None:
    """A renovation of the house that was accepted on this day or later."""
    query = select(FormerRenovation).where(FormerRenovation.house_id == house_id, FormerRenovation.accepted_on >= since)
    return (await session.exec(query.order_by(col(FormerRenovation.accepted_on)).limit(1))).first()


async def find_accepted_here(session: AsyncSession, house_ids: Collection[UUID]) -> set[tuple[UUID, int]]:
    """Which houses were accepted on the platform for which year."""
    query = select(Acceptance.house_id, Acceptance.year).where(
        col(Acceptance.house_id).in_(house_ids), col(Acceptance.revoked_at).is_(None)
    )
    return {(house_id, year) for house_id, year in await session.exec(query)}
