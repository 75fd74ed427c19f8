"""What contractors built, house by house and summed, counted from the renovations themselves: nobody rates them by hand.

A house is late by the agreed day, put off by the stops that the place does not count (winter, flood), in every list and sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import STOP_NAMES, StopWhy
from services.housing.tables import Contractor


@dataclass(frozen=True, slots=True)
class Built:
    """One house of a contractor's. `due_on` is the agreed last day as it was put off; `late_days` beyond it, until it was over or
    until today; none where it was withdrawn. `stops`: of every kind."""

    id: UUID
    number: str
    region: str
    mode: Mode
    state: RenovationState
    ends_on: date | None
    due_on: date | None
    finished_on: date | None
    late_days: int
    inspections: int
    defects: int
    uncured: int
    overdue: int
    rejections: int
    stops: int
    cost_fen: int | None
    area_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class WorksRecord:
    """What a contractor built, without what was withdrawn. Works under way whose day is not over are neither on time nor late;
    `cost_fen` and `area_m2` are of accepted ones whose floor is known."""

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
    all_stops: int = 0
    cost_fen: int = 0
    area_m2: Decimal = Decimal(0)


_BUILT = """
WITH own AS (
    SELECT r.id, r.contractor_id, r.number, r.region, r.mode, r.state, r.acceptance_id, r.ends_on, r.finished_on,
           r.ends_on + coalesce((
               SELECT sum(greatest(0, coalesce((SELECT min(n."on") FROM renovation_event n WHERE n.renovation_id = s.renovation_id
                                                AND n.id > s.id AND n.act IN ('resumed', 'finished')), CAST(:on AS date))
                                      - s."on"))::int
               FROM renovation_event s WHERE s.renovation_id = r.id AND s.act = 'stopped'
                 AND EXISTS (SELECT FROM unnest(CAST(:uncounted AS text[])) AS name WHERE starts_with(s.said, name))
           ), 0) AS due_on
    FROM renovation r WHERE r.contractor_id = ANY (CAST(:ids AS uuid[])) {which}
), looked AS (
    SELECT i.renovation_id, count(*) AS inspections FROM own JOIN inspection i ON i.renovation_id = own.id GROUP BY 1
), wrong AS (
    SELECT d.renovation_id, count(*) AS defects, count(*) FILTER (WHERE d.cured_on IS NULL) AS uncured,
           count(*) FILTER (WHERE d.due_on < coalesce(d.cured_on, CAST(:on AS date))) AS overdue
    FROM own JOIN defect d ON d.renovation_id = own.id GROUP BY 1
), said AS (
    SELECT e.renovation_id, count(*) FILTER (WHERE e.act = 'not-accepted') AS rejections,
           count(*) FILTER (WHERE e.act = 'stopped') AS stops,
           count(*) FILTER (WHERE e.act = 'stopped' AND starts_with(e.said, :for_defects)) AS defect_stops
    FROM own JOIN renovation_event e ON e.renovation_id = own.id GROUP BY 1
), built AS (
    SELECT own.*, CASE WHEN own.state IN ('withdrawn', 'refused') THEN 0
                       ELSE greatest(coalesce(own.finished_on, CAST(:on AS date)) - own.due_on, 0) END AS late_days,
           coalesce(inspections, 0) AS inspections, coalesce(defects, 0) AS defects, coalesce(uncured, 0) AS uncured,
           coalesce(overdue, 0) AS overdue, coalesce(rejections, 0) AS rejections, coalesce(stops, 0) AS stops,
           coalesce(defect_stops, 0) AS defect_stops, a.cost_fen, a.area_m2
    FROM own LEFT JOIN acceptance a ON a.id = own.acceptance_id AND a.revoked_at IS NULL
    LEFT JOIN looked ON looked.renovation_id = own.id LEFT JOIN wrong ON wrong.renovation_id = own.id
    LEFT JOIN said ON said.renovation_id = own.id
)
"""
_PAGE = text(
    _BUILT.format(which="AND (CAST(:after AS uuid) IS NULL OR r.id < CAST(:after AS uuid)) ORDER BY r.id DESC LIMIT :limit")
    + """
SELECT id, number, region, mode, state, ends_on, due_on, finished_on, late_days, inspections, defects, uncured, overdue,
       rejections, stops, cost_fen, area_m2 FROM built ORDER BY id DESC
"""
)
_RECORDS = text(
    _BUILT.format(which="AND r.state <> 'withdrawn'")
    + """
SELECT contractor_id, count(*) AS houses, count(acceptance_id) AS accepted,
       count(*) FILTER (WHERE finished_on <= due_on) AS on_time, count(*) FILTER (WHERE late_days > 0) AS late,
       CAST(sum(inspections) AS bigint) AS inspections, CAST(sum(defects) AS bigint) AS defects,
       CAST(sum(uncured) AS bigint) AS uncured, CAST(sum(overdue) AS bigint) AS cured_late,
       CAST(sum(rejections) AS bigint) AS rejections, CAST(sum(defect_stops) AS bigint) AS stops,
       CAST(sum(stops) AS bigint) AS all_stops,
       CAST(coalesce(sum(cost_fen) FILTER (WHERE area_m2 IS NOT NULL), 0) AS bigint) AS cost_fen,
       coalesce(sum(area_m2) FILTER (WHERE cost_fen IS NOT NULL), 0) AS area_m2
FROM built GROUP BY contractor_id
"""
)


def _asked(ids: Sequence[UUID], on: date, uncounted: Sequence[str]) -> dict[str, Any]:
    return {"ids": list(ids), "on": on, "uncounted": list(uncounted), "for_defects": STOP_NAMES[StopWhy.DEFECT]}


async def list_built_by(
    session: AsyncSession, contractor_id: UUID, *, on: date, uncounted: Sequence[str], after: UUID | None, limit: int
) -> Sequence[Built]:
    """The last applied for first; one more than `limit`. `uncounted`: how lines of stops begin that put an agreed day off."""
    found = await session.execute(_PAGE, _asked([contractor_id], on, uncounted) | {"after": after, "limit": limit + 1})
    return [Built(**{**row, "mode": Mode(row["mode"]), "state": RenovationState(row["state"])}) for row in found.mappings()]


async def list_works_records(
    session: AsyncSession, ids: Sequence[UUID], *, on: date, uncounted: Sequence[str]
) -> dict[UUID, WorksRecord]:
    """Of those who built something that the asker sees; `uncounted` as above."""
    return {id: WorksRecord(*counts) for id, *counts in await session.execute(_RECORDS, _asked(ids, on, uncounted))}


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
