"""What a contractor built, house by house, counted from the renovations themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState


@dataclass(frozen=True, slots=True)
class Built:
    """One house of a contractor's. `late_days`: beyond the agreed last day, until it was over or until today."""

    id: UUID
    number: str
    region: str
    mode: Mode
    state: RenovationState
    ends_on: date | None
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
class Sums:
    """Of all of a contractor's houses. `cost_fen` and `area_m2` are of accepted ones whose floor is known."""

    houses: int
    accepted: int
    late: int
    inspections: int
    defects: int
    uncured: int
    overdue: int
    rejections: int
    stops: int
    cost_fen: int
    area_m2: Decimal


_BUILT = """
SELECT r.id, r.number, r.region, r.mode, r.state, r.ends_on, r.finished_on,
       CASE WHEN r.state IN ('withdrawn', 'refused') THEN 0
            ELSE greatest(coalesce(r.finished_on, :on) - r.ends_on, 0) END AS late_days,
       (SELECT count(*) FROM inspection i WHERE i.renovation_id = r.id) AS inspections,
       d.defects, d.uncured, d.overdue, e.rejections, e.stops, a.cost_fen, a.area_m2
FROM renovation r
LEFT JOIN acceptance a ON a.id = r.acceptance_id AND a.revoked_at IS NULL
CROSS JOIN LATERAL (SELECT count(*) AS defects, count(*) FILTER (WHERE cured_on IS NULL) AS uncured,
                           count(*) FILTER (WHERE coalesce(cured_on, :on) > due_on) AS overdue
                    FROM defect WHERE renovation_id = r.id) d
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE act = 'not-accepted') AS rejections,
                           count(*) FILTER (WHERE act = 'stopped') AS stops
                    FROM renovation_event WHERE renovation_id = r.id) e
WHERE r.contractor_id = :contractor
"""
_PAGE = text(f"{_BUILT} AND (CAST(:after AS uuid) IS NULL OR r.id < CAST(:after AS uuid)) ORDER BY r.id DESC LIMIT :limit")
_SUM = """
SELECT count(*) AS houses, count(*) FILTER (WHERE state IN ('accepted', 'closed')) AS accepted,
       count(*) FILTER (WHERE late_days > 0) AS late,
       CAST(coalesce(sum(inspections), 0) AS bigint) AS inspections, CAST(coalesce(sum(defects), 0) AS bigint) AS defects,
       CAST(coalesce(sum(uncured), 0) AS bigint) AS uncured, CAST(coalesce(sum(overdue), 0) AS bigint) AS overdue,
       CAST(coalesce(sum(rejections), 0) AS bigint) AS rejections, CAST(coalesce(sum(stops), 0) AS bigint) AS stops,
       CAST(coalesce(sum(cost_fen) FILTER (WHERE area_m2 IS NOT NULL), 0) AS bigint) AS cost_fen,
       coalesce(sum(area_m2) FILTER (WHERE cost_fen IS NOT NULL), 0) AS area_m2
FROM built
"""
_SUMS = text(f"WITH built AS ({_BUILT}) {_SUM}")


async def list_built(session: AsyncSession, contractor_id: UUID, *, on: date, after: UUID | None, limit: int) -> Sequence[Built]:
    """The last applied for first; one more than `limit`."""
    found = await session.execute(_PAGE, {"contractor": contractor_id, "on": on, "after": after, "limit": limit + 1})
    return [Built(**{**row, "mode": Mode(row["mode"]), "state": RenovationState(row["state"])}) for row in found.mappings()]


async def get_sums(session: AsyncSession, contractor_id: UUID, *, on: date) -> Sums:
    return Sums(**(await session.execute(_SUMS, {"contractor": contractor_id, "on": on})).mappings().one())
