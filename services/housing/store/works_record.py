"""What became of what each contractor built: counted from the renovations themselves, nobody rates them by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.works import STOP_NAMES, StopWhy
from services.housing.tables import Contractor

_RECORDS = text("""
WITH built AS (
    SELECT r.id, r.contractor_id, r.state, r.acceptance_id, r.finished_on, r.ends_on + coalesce((
               SELECT sum(coalesce((SELECT min(n."on") FROM renovation_event n WHERE n.renovation_id = s.renovation_id
                                    AND n.id > s.id AND n.act IN ('resumed', 'finished')), CAST(:on AS date)) - s."on")::int
               FROM renovation_event s WHERE s.renovation_id = r.id AND s.act = 'stopped'
                 AND EXISTS (SELECT FROM unnest(CAST(:uncounted AS text[])) AS name WHERE starts_with(s.said, name))
           ), 0) AS ends_on
    FROM renovation r WHERE r.contractor_id = ANY (CAST(:ids AS uuid[])) AND r.state <> 'withdrawn'
), looked AS (
    SELECT b.contractor_id, count(*) AS inspections FROM built b JOIN inspection i ON i.renovation_id = b.id GROUP BY 1
), wrong AS (
    SELECT b.contractor_id, count(*) AS defects, count(*) FILTER (WHERE d.cured_on IS NULL) AS uncured,
           count(*) FILTER (WHERE d.due_on < coalesce(d.cured_on, CAST(:on AS date))) AS cured_late
    FROM built b JOIN defect d ON d.renovation_id = b.id GROUP BY 1
), said AS (
    SELECT b.contractor_id, count(*) FILTER (WHERE e.act = 'not-accepted') AS rejections,
           count(*) FILTER (WHERE e.act = 'stopped' AND starts_with(e.said, :for_defects)) AS stops
    FROM built b JOIN renovation_event e ON e.renovation_id = b.id GROUP BY 1
)
SELECT b.contractor_id, count(*) AS houses, count(b.acceptance_id) AS accepted,
       count(*) FILTER (WHERE b.finished_on <= b.ends_on) AS on_time,
       count(*) FILTER (WHERE b.ends_on < coalesce(b.finished_on, CAST(:on AS date))) AS late,
       coalesce(max(looked.inspections), 0) AS inspections, coalesce(max(wrong.defects), 0) AS defects,
       coalesce(max(wrong.uncured), 0) AS uncured, coalesce(max(wrong.cured_late), 0) AS cured_late,
       coalesce(max(said.rejections), 0) AS rejections, coalesce(max(said.stops), 0) AS stops
FROM built b LEFT JOIN looked USING (contractor_id) LEFT JOIN wrong USING (contractor_id) LEFT JOIN said USING (contractor_id)
GROUP BY b.contractor_id
""")


@dataclass(frozen=True, slots=True)
class WorksRecord:
    """What a contractor built. `on_time` and `late` by the agreed day, put off by winter and flood; works under way whose day
    is not over are neither."""

    houses: int = 0
    accepted: int = 0
    on_time: int = 0
    late: int = 0
    inspections: int = 0
    defects: int = 0
    uncured: int = 0
    cured_late: int = 0
    rejections: int = 0
    stops: int = 0
    """For defects."""


async def list_works_records(
    session: AsyncSession, ids: Sequence[UUID], *, on: date, uncounted: Sequence[str]
) -> dict[UUID, WorksRecord]:
    """Of those who built something that the asker sees; `uncounted`: how lines of stops begin that put an agreed day off."""
    asked = {"ids": list(ids), "on": on, "uncounted": list(uncounted), "for_defects": STOP_NAMES[StopWhy.DEFECT]}
    return {id: WorksRecord(*counts) for id, *counts in await session.execute(_RECORDS, asked)}


async def list_builders(
    session: AsyncSession, *, region: str, is_barred: bool | None, after: UUID | None, limit: int
) -> Sequence[Contractor]:
    """The first registered first; one more than `limit`. A place inside a county sees the county's."""
    query = select(Contractor).order_by(col(Contractor.id)).limit(limit + 1)
    query = query.where(col(Contractor.region).startswith(region[:6], autoescape=True))
    if is_barred is not None:
        query = query.where(Contractor.is_barred == is_barred)
    if after is not None:
        query = query.where(col(Contractor.id) > after)
    return (await session.exec(query)).all()
