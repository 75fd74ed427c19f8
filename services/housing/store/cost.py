"""What houses cost that were made safe, on the platform and before it."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.cost import Built
from services.housing.rules.mode import Mode

ROWS_LIMIT = 50_000

# By keys one by one (OFFSET 0): the planner thinks that a place has few houses, and would walk whole tables for each of them.
# The floor that was built; of a repaired house, of which none is measured, that of the house.
_BUILT = text("""
SELECT * FROM (
    SELECT r.number, a.region, a.house_id, r.mode, coalesce(h.structure, '') AS structure, r.contractor_id,
           coalesce(c.name, '') AS contractor, a.year, a.accepted_on, a.cost_fen,
           coalesce(a.area_m2, r.planned_area_m2, h.floor_area_m2) AS area_m2
    FROM acceptance a
    CROSS JOIN LATERAL (SELECT * FROM renovation WHERE renovation.acceptance_id = a.id OFFSET 0) AS r
    CROSS JOIN LATERAL (SELECT * FROM house WHERE house.id = a.house_id OFFSET 0) AS h
    LEFT JOIN LATERAL (SELECT name FROM contractor WHERE contractor.id = r.contractor_id OFFSET 0) AS c ON true
    WHERE a.revoked_at IS NULL AND a.cost_fen > 0 AND starts_with(a.region, :region)
    UNION ALL
    SELECT f.number, f.region, f.house_id, f.mode, coalesce(h.structure, ''), NULL, '', f.year, f.accepted_on, f.cost_fen,
           coalesce(f.area_m2, h.floor_area_m2)
    FROM former_renovation f
    CROSS JOIN LATERAL (SELECT * FROM house WHERE house.id = f.house_id OFFSET 0) AS h
    WHERE f.cost_fen > 0 AND starts_with(f.region, :region)
) AS built
WHERE area_m2 > 0 AND (:year = 0 OR year = :year) AND (:mode = '' OR mode = :mode)
  AND (CAST(:contractor AS uuid) IS NULL OR contractor_id = CAST(:contractor AS uuid))
ORDER BY accepted_on DESC, number LIMIT :limit
""")


async def list_built(
    session: AsyncSession, region: str, *, year: int = 0, mode: Mode | None = None, contractor_id: UUID | None = None
) -> list[Built]:
    """The newest first, at most ROWS_LIMIT; those of which no cost or no floor is known are left out."""
    asked = {
        "region": region,
        "year": year,
        "mode": mode.value if mode else "",
        "contractor": contractor_id,
        "limit": ROWS_LIMIT,
    }
    found = (await session.execute(_BUILT, asked)).mappings()
    return [Built(**{**row, "mode": Mode(row["mode"])}) for row in found]
