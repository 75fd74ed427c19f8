"""What housing asks its database of those who build."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.contractor import NoSuchContractor
from services.housing.tables import Contractor

_RECORD = text("""
SELECT c.id,
       (SELECT count(*) FROM renovation r WHERE r.contractor_id = c.id) AS houses,
       (SELECT count(*) FROM renovation r WHERE r.contractor_id = c.id AND r.acceptance_id IS NOT NULL) AS accepted,
       (SELECT count(*) FROM renovation r WHERE r.contractor_id = c.id
            AND r.ends_on < coalesce(r.finished_on, :on) AND r.state <> 'withdrawn') AS late,
       (SELECT count(*) FROM defect d JOIN renovation r ON r.id = d.renovation_id WHERE r.contractor_id = c.id) AS defects,
       (SELECT count(*) FROM defect d JOIN renovation r ON r.id = d.renovation_id
            WHERE r.contractor_id = c.id AND d.cured_on IS NULL) AS uncured
FROM contractor c WHERE c.id = ANY(:ids)
""")


@dataclass(frozen=True, slots=True)
class Record:
    """What a contractor built, counted from the renovations themselves."""

    houses: int
    accepted: int
    late: int
    defects: int
    uncured: int


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


async def list_records(session: AsyncSession, ids: Sequence[UUID], *, on: date) -> dict[UUID, Record]:
    rows = await session.execute(_RECORD, {"ids": list(ids), "on": on})
    return {row.id: Record(row.houses, row.accepted, row.late, row.defects, row.uncured) for row in rows}
