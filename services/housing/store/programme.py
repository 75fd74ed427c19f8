"""What housing asks its database of programmes of relocation, their sites and dwellings."""

import json
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling_file import NoDwellingRefused, NoSuchDwellingFile
from services.housing.rules.programme import NoSuchProgramme, NoSuchSite
from services.housing.tables import DwellingFile, Programme, Relocation, Site, SiteDwelling
from shared.cells import Row
from shared.vault import unseal


async def get_programme(session: AsyncSession, id: UUID) -> Programme:
    """Raises NoSuchProgramme."""
    return _programme(await session.get(Programme, id), id)


async def lock_programme(session: AsyncSession, id: UUID) -> Programme:
    """Raises NoSuchProgramme, also for one of a place that is not the asker's."""
    return _programme(await session.get(Programme, id, with_for_update=True, populate_existing=True), id)


def _programme(programme: Programme | None, id: UUID) -> Programme:
    if programme is None:
        raise NoSuchProgramme(programme_id=str(id))
    return programme


async def list_programmes(
    session: AsyncSession, *, region: str = "", is_ended: bool | None = None, after: UUID | None = None, limit: int
) -> Sequence[Programme]:
    """In the order in which they were opened; one more than `limit`."""
    query = select(Programme).order_by(col(Programme.id)).limit(limit + 1)
    if region:
        query = query.where(col(Programme.region).startswith(region, autoescape=True))
    if is_ended is not None:
        query = query.where(col(Programme.ended_on).is_not(None) if is_ended else col(Programme.ended_on).is_(None))
    if after is not None:
        query = query.where(col(Programme.id) > after)
    return (await session.exec(query)).all()


async def get_site(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> Site:
    """Raises NoSuchSite."""
    return _site(await session.get(Site, id), id, pointer)


async def lock_site(session: AsyncSession, id: UUID) -> Site:
    """Raises NoSuchSite, also for one of a place that is not the asker's."""
    return _site(await session.get(Site, id, with_for_update=True, populate_existing=True), id, None)


def _site(site: Site | None, id: UUID, pointer: str | None) -> Site:
    if site is None:
        raise NoSuchSite(pointer=pointer, site_id=str(id))
    return site


async def list_sites(session: AsyncSession, programme_ids: Collection[UUID]) -> Sequence[Site]:
    query = select(Site).where(col(Site.programme_id).in_(programme_ids)).order_by(col(Site.id))
    return (await session.exec(query)).all()


async def list_dwellings(session: AsyncSession, site_id: UUID) -> Sequence[SiteDwelling]:
    """By number."""
    return (await session.exec(select(SiteDwelling).where(SiteDwelling.site_id == site_id).order_by(SiteDwelling.number))).all()


async def list_free_dwellings(session: AsyncSession, site_id: UUID) -> Sequence[SiteDwelling]:
    """Those that no household has, by number. Whoever asks sees every household of the programme (a county)."""
    taken = select(Relocation.dwelling_id).where(col(Relocation.dwelling_id).is_not(None))
    query = select(SiteDwelling).where(SiteDwelling.site_id == site_id, col(SiteDwelling.id).not_in(taken))
    return (await session.exec(query.order_by(SiteDwelling.number))).all()


async def lock_dwelling(session: AsyncSession, id: UUID) -> SiteDwelling:
    return await session.get_one(SiteDwelling, id, with_for_update=True, populate_existing=True)


async def find_dwellings(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, SiteDwelling]:
    return {each.id: each for each in await session.exec(select(SiteDwelling).where(col(SiteDwelling.id).in_(ids)))}


async def count_dwellings(session: AsyncSession, site_ids: Collection[UUID]) -> dict[tuple[UUID, str], int]:
    """By site and size class."""
    query = select(SiteDwelling.site_id, SiteDwelling.size_class, func.count()).where(col(SiteDwelling.site_id).in_(site_ids))
    counted = await session.exec(query.group_by(col(SiteDwelling.site_id), col(SiteDwelling.size_class)))
    return {(site_id, size_class): many for site_id, size_class, many in counted.all()}


async def list_dwelling_files(session: AsyncSession, site_id: UUID, *, limit: int) -> Sequence[DwellingFile]:
    """The latest first."""
    query = select(DwellingFile).where(DwellingFile.site_id == site_id).order_by(col(DwellingFile.id).desc()).limit(limit)
    return (await session.exec(query)).all()


async def get_dwelling_file(session: AsyncSession, site_id: UUID, id: UUID) -> DwellingFile:
    """Raises NoSuchDwellingFile, also for one of another site."""
    file = await session.get(DwellingFile, id)
    if file is None or file.site_id != site_id:
        raise NoSuchDwellingFile(file_id=str(id))
    return file


def refused_rows(file: DwellingFile) -> list[Row]:
    """As they came in. Raises NoDwellingRefused."""
    if file.refused_rows_sealed is None:
        raise NoDwellingRefused(file_id=str(file.id))
    return [Row(number, cells) for number, cells in json.loads(unseal(file.refused_rows_sealed))]
