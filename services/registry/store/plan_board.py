"""Plans counted by the database: what goes on by place and kind of measure, and the households that plans have missed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.measure import DEVELOPING, GapLimits
from services.registry.rules.plan_gap import GapKind
from services.registry.rules.poverty import IN_POVERTY, WATCHED, PovertyState

FIRST = UUID(int=0)
HELPED = sorted(state.value for state in IN_POVERTY | WATCHED | {PovertyState.SUPPORTED})
"""未脱贫、返贫、脱贫享受政策 and the three watched kinds: whom a plan is for."""

# A household of the national export whose poverty state nobody has recorded yet counts by the class of its people.
NEEDS_A_PLAN = """
    h.state = 'current' AND (
        EXISTS (SELECT FROM poverty_entry e WHERE e.household_id = h.id AND e.until_on IS NULL AND e.state = ANY (:helped))
        OR NOT EXISTS (SELECT FROM poverty_entry e WHERE e.household_id = h.id AND e.until_on IS NULL AND e.axis = 'poverty')
           AND EXISTS (SELECT FROM person p WHERE p.household_id = h.id AND p.left_on IS NULL
                       AND p.classes && ARRAY['enrolled', 'monitored']))
"""
"""Of household `h`; it takes :helped."""
_NEEDS_A_PLAN_HERE = f"{NEEDS_A_PLAN} AND starts_with(h.region, :region)"
_WATCHED_SINCE = """
    SELECT e.since_on FROM poverty_entry e WHERE e.household_id = h.id AND e.until_on IS NULL AND e.axis = 'watch'
    AND e.state = ANY (:watched) AND e.since_on <= CAST(:watched_before AS date)
"""
_HAS_NO_MEASURE = """
    NOT EXISTS (SELECT FROM household_plan p JOIN plan_measure m ON m.plan_id = p.id
                WHERE p.household_id = h.id AND m.state <> 'dropped' AND p.year >= extract(year FROM watched.since_on))
"""
# The only interpolations here are conditions of our own, written above.
_KINDS: Mapping[GapKind, str] = {
    GapKind.NO_PLAN: f"""
        SELECT h.id, h.code, h.region, 0 AS measures, NULL::date AS since_on
        FROM household h WHERE {_NEEDS_A_PLAN_HERE} AND NOT EXISTS (
            SELECT FROM household_plan p WHERE p.household_id = h.id AND p.year = :year AND p.agreed_at >= p.changed_at)
    """,  # noqa: S608
    GapKind.LATE: """
        SELECT h.id, h.code, h.region, count(*)::int AS measures, min(m.due_on) AS since_on
        FROM plan_measure m JOIN household_plan p ON p.id = m.plan_id JOIN household h ON h.id = p.household_id
        WHERE m.state IN ('planned', 'under-way') AND m.due_on < CAST(:on AS date) AND p.year = :year
          AND starts_with(h.region, :region) AND h.state = 'current'
        GROUP BY h.id, h.code, h.region
    """,
    GapKind.WATCHED_WITHOUT_MEASURES: f"""
        SELECT h.id, h.code, h.region, 0 AS measures, watched.since_on
        FROM household h CROSS JOIN LATERAL ({_WATCHED_SINCE}) watched
        WHERE h.state = 'current' AND starts_with(h.region, :region) AND {_HAS_NO_MEASURE}
    """,  # noqa: S608
    GapKind.WATCHED_WITHOUT_DEVELOPMENT: f"""
        SELECT h.id, h.code, h.region, 0 AS measures, watched.since_on
        FROM household h CROSS JOIN LATERAL ({_WATCHED_SINCE}) watched
        WHERE h.state = 'current' AND starts_with(h.region, :region)
          AND EXISTS (SELECT FROM person one WHERE one.household_id = h.id AND one.left_on IS NULL
                      AND one.particulars ->> '劳动技能' IN ('普通劳动力', '技能劳动力'))
          AND NOT EXISTS (
            SELECT FROM household_plan p JOIN plan_measure m ON m.plan_id = p.id
            WHERE p.household_id = h.id AND m.state <> 'dropped' AND m.nature = ANY (:developing)
              AND p.year >= extract(year FROM watched.since_on))
    """,  # noqa: S608
}
_LISTS = {
    kind: text(f"SELECT * FROM ({body}) found WHERE id > :after ORDER BY id LIMIT :limit")  # noqa: S608
    for kind, body in _KINDS.items()
}
_COUNTS = {
    kind: text(f"SELECT left(region, :digits) AS place, count(*) AS households FROM ({body}) found GROUP BY 1 ORDER BY 1")  # noqa: S608
    for kind, body in _KINDS.items()
}
_NEEDING = text(
    f"SELECT left(h.region, :digits) AS place, count(*) AS households FROM household h WHERE {_NEEDS_A_PLAN_HERE} GROUP BY 1"  # noqa: S608
)
_WITHOUT_MEASURES_AMONG = text(f"""
SELECT h.id FROM household h CROSS JOIN LATERAL ({_WATCHED_SINCE}) watched
WHERE h.id = ANY (CAST(:ids AS uuid[])) AND h.state = 'current' AND {_HAS_NO_MEASURE}
""")  # noqa: S608
_UNPLANNED = text(f"""
SELECT h.id FROM household h WHERE {_NEEDS_A_PLAN_HERE}
  AND NOT EXISTS (SELECT FROM household_plan p WHERE p.household_id = h.id AND p.year = :year)
ORDER BY h.id LIMIT :limit
""")  # noqa: S608
_BOARD = text("""
SELECT CASE WHEN grouping(title) = 0 THEN 'measure' WHEN grouping(place) = 0 AND grouping(nature) = 0 THEN 'cell'
            WHEN grouping(place) = 0 THEN 'place' WHEN grouping(nature) = 0 THEN 'nature' ELSE 'all' END AS by,
       coalesce(place, '') AS place, coalesce(nature, '') AS nature, coalesce(title, '') AS title,
       count(*)::int AS measures, count(DISTINCT household_id)::int AS households,
       count(*) FILTER (WHERE state = 'planned')::int AS planned, count(*) FILTER (WHERE state = 'under-way')::int AS under_way,
       count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'dropped')::int AS dropped,
       count(*) FILTER (WHERE state IN ('planned', 'under-way') AND due_on < CAST(:on AS date))::int AS late,
       coalesce(sum(spent_fen), 0)::bigint AS spent_fen, coalesce(sum(work_days), 0)::int AS work_days
FROM (
    SELECT left(h.region, :digits) AS place, m.nature, m.title, m.state, m.due_on, m.spent_fen, m.work_days, p.household_id
    FROM household_plan p JOIN plan_measure m ON m.plan_id = p.id JOIN household h ON h.id = p.household_id
    WHERE p.year = :year AND starts_with(h.region, :region)
) planned
GROUP BY GROUPING SETS ((), (place), (nature), (place, nature), (nature, title)) ORDER BY 1, 2, 3, 4
""")
# Until a bulk of new plans has been analysed the planner takes their tables for empty, and its loops within loops would be
# squared. A board reads all of a place anyway.
_HASH_JOINS, _ANY_JOINS = text("SET LOCAL enable_nestloop = off"), text("SET LOCAL enable_nestloop = on")


@dataclass(frozen=True)
class Gap:
    """A household that something is missing for; `since_on` is the earliest day from which it is."""

    household_id: UUID
    household_code: str | None
    region: str
    measures: int
    since_on: date | None


@dataclass(frozen=True)
class Tally:
    """What goes on: of all (`by` is all), of a place, of a kind of measure, of both (cell), of one measure by its title."""

    by: str
    place: str
    nature: str
    title: str
    measures: int
    households: int
    planned: int
    under_way: int
    done: int
    dropped: int
    late: int
    spent_fen: int
    work_days: int


async def list_gaps(
    session: AsyncSession,
    kind: GapKind,
    limits: GapLimits,
    *,
    year: int,
    region: str,
    on: date,
    after: UUID | None,
    limit: int,
) -> list[Gap]:
    """One more than `limit`, by household."""
    asked = _asked(kind, limits, year=year, region=region, on=on) | {"after": after or FIRST, "limit": limit + 1}
    is_counted = kind is GapKind.LATE  # every late measure is looked at before the first household is known
    await session.execute(_HASH_JOINS if is_counted else _ANY_JOINS)
    rows = (await session.execute(_LISTS[kind], asked)).all()
    await session.execute(_ANY_JOINS)
    return [Gap(row.id, row.code, row.region, row.measures, row.since_on) for row in rows]


async def count_gaps(
    session: AsyncSession, kind: GapKind, limits: GapLimits, *, year: int, region: str, digits: int, on: date
) -> dict[str, int]:
    """By place."""
    asked = _asked(kind, limits, year=year, region=region, on=on) | {"digits": digits}
    await session.execute(_HASH_JOINS)
    rows = (await session.execute(_COUNTS[kind], asked)).all()
    await session.execute(_ANY_JOINS)
    return {row.place: row.households for row in rows}


async def list_without_measures_among(session: AsyncSession, ids: Collection[UUID], limits: GapLimits, *, on: date) -> set[UUID]:
    """Those of these households that have been watched for longer than the limit and have no measure."""
    asked = {"ids": list(ids)} | _watched(limits.without_measures_days, on)
    return set((await session.execute(_WITHOUT_MEASURES_AMONG, asked)).scalars())


async def count_needing(session: AsyncSession, *, region: str, digits: int) -> dict[str, int]:
    """The households that ought to have a plan, by place."""
    rows = await session.execute(_NEEDING, {"region": region, "digits": digits, "helped": HELPED})
    return {row.place: row.households for row in rows}


async def list_unplanned(session: AsyncSession, *, year: int, region: str, limit: int) -> list[UUID]:
    """The households that ought to have a plan of this year and have none, not even a draft; one more than `limit`."""
    asked = {"region": region, "year": year, "helped": HELPED, "limit": limit + 1}
    return list((await session.execute(_UNPLANNED, asked)).scalars())


async def tally_measures(session: AsyncSession, *, year: int, region: str, digits: int, on: date) -> Sequence[Tally]:
    await session.execute(_HASH_JOINS)
    rows = (await session.execute(_BOARD, {"year": year, "region": region, "digits": digits, "on": on})).mappings().all()
    await session.execute(_ANY_JOINS)
    return [Tally(**row) for row in rows]


def _asked(kind: GapKind, limits: GapLimits, *, year: int, region: str, on: date) -> dict[str, object]:
    asked: dict[str, object] = {"region": region}
    match kind:
        case GapKind.NO_PLAN:
            return asked | {"year": year, "helped": HELPED}
        case GapKind.LATE:
            return asked | {"year": year, "on": on}
        case GapKind.WATCHED_WITHOUT_MEASURES:
            return asked | _watched(limits.without_measures_days, on)
        case GapKind.WATCHED_WITHOUT_DEVELOPMENT:
            developing = {"developing": sorted(nature.value for nature in DEVELOPING)}
            return asked | developing | _watched(limits.without_development_days, on)


def _watched(days: int, on: date) -> dict[str, object]:
    return {"watched": sorted(state.value for state in WATCHED), "watched_before": on - timedelta(days=days)}
