"""The register counted as it was true of a day, and the households behind every number.

History is read, not the rows of today: yesterday's board is asked as today's is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, func, text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.board import Cell, Dimension, month_ends
from services.registry.tables import PublicCount

_VALUED = tuple(dimension.value for dimension in Dimension if dimension is not Dimension.PLACE)
_ASKED = " AND ".join(f"(:{name} = '' OR one.{name} = :{name})" for name in _VALUED)
_BY = " ".join(f"WHEN grouping(one.{name}) = 0 THEN '{name}'" for name in _VALUED)
_KEYS = ", ".join(f"one.{name}" for name in _VALUED)
_SETS = ", ".join(f"(one.{name})" for name in _VALUED)

_COUNTS = text(f"""
WITH one AS (SELECT *, left(region, :digits) AS place FROM register_on(:on, :region))
SELECT CASE WHEN grouping(one.place) = 0 THEN 'place' {_BY} ELSE '' END AS by, coalesce(one.place, {_KEYS}, '') AS key,
       count(*) AS households, coalesce(sum(one.persons), 0)::bigint AS persons
FROM one WHERE {_ASKED} GROUP BY GROUPING SETS ((), (one.place), {_SETS})
""")  # noqa: S608  the only interpolations are names of our own
_LIST = text(f"""
SELECT one.* FROM register_on(:on, :region) one
WHERE {_ASKED} AND (CAST(:after AS uuid) IS NULL OR one.household_id > CAST(:after AS uuid))
ORDER BY one.household_id LIMIT :limit
""")  # noqa: S608  the only interpolations are names of our own

# How many there were on each day: what had begun by then less what had ended.
_TREND = text("""
WITH there AS (
    SELECT file.household_id, file.since_on, coalesce(file.until_on, 'infinity'::date) AS until_on
    FROM household_version file
    WHERE starts_with(file.region, :region) AND file.known_until_at IS NULL AND file.facts ->> 'state' <> 'cancelled'
), spans AS (
    SELECT '' AS state, since_on, until_on FROM there
    UNION ALL
    SELECT entry.state, greatest(there.since_on, entry.since_on), least(there.until_on, coalesce(entry.until_on, 'infinity'))
    FROM there JOIN poverty_entry entry ON entry.household_id = there.household_id
    WHERE greatest(there.since_on, entry.since_on) < least(there.until_on, coalesce(entry.until_on, 'infinity'))
), turns AS (
    SELECT state, day, sum(step) AS step
    FROM (SELECT state, since_on AS day, 1 AS step FROM spans
          UNION ALL SELECT state, until_on, -1 FROM spans WHERE until_on < 'infinity'::date) each
    GROUP BY state, day
)
SELECT point.day, turns.state, sum(turns.step)::bigint AS households
FROM unnest(CAST(:days AS date[])) point (day) JOIN turns ON turns.day <= point.day
GROUP BY point.day, turns.state ORDER BY 1, 2
""")
_BY_COUNTY = text("""
SELECT left(one.region, 6) AS county,
       CASE WHEN grouping(one.category) = 0 THEN 'category' WHEN grouping(one.cause) = 0 THEN 'cause'
            WHEN grouping(one.poverty) = 0 THEN 'poverty' WHEN grouping(one.watch) = 0 THEN 'watch' ELSE '' END AS by,
       coalesce(one.category, one.cause, one.poverty, one.watch, '') AS key, count(*) AS households,
       sum(one.persons)::bigint AS persons
FROM register_on(:on, '') one
GROUP BY GROUPING SETS ((1), (1, one.category), (1, one.cause), (1, one.poverty), (1, one.watch))
""")

# Under row-level security the planner takes a place for a few households, whatever its size: loops within loops over a county
# cost ten times what a hash join does. A village has its households found one by one.
_HASH_JOINS, _ANY_JOINS = text("SET LOCAL enable_nestloop = off"), text("SET LOCAL enable_nestloop = on")
_VILLAGE = 12


@dataclass(frozen=True)
class Asked:
    """Which households: those of a place as of a day, and of these values; without a value, all."""

    region: str
    on: date
    values: Mapping[Dimension, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """A household behind a number, as it was on the day."""

    household_id: UUID
    region: str
    persons: int
    year: str
    category: str
    cause: str
    poverty: str
    watch: str
    known: str


@dataclass(frozen=True)
class Point:
    """So many households on a day: all (`state` is empty), or those of a state."""

    day: date
    state: str
    households: int


@dataclass(frozen=True)
class Whole:
    """All that were asked for, and how they divide."""

    households: int
    persons: int
    cells: Sequence[Cell]


async def count_households(session: AsyncSession, asked: Asked, *, digits: int) -> Whole:
    """By every dimension; places are `digits` of the code."""
    rows = await _rows(session, _COUNTS, {**_parameters(asked), "digits": digits}, region=asked.region)
    cells = [Cell(Dimension(row.by), row.key, row.households, row.persons) for row in rows if row.by]
    [whole] = [row for row in rows if not row.by]
    return Whole(whole.households, whole.persons, cells)


async def list_counted(session: AsyncSession, asked: Asked, *, after: UUID | None, limit: int) -> list[Counted]:
    """One more than the limit, so that the caller sees whether there are more."""
    parameters = {**_parameters(asked), "after": after, "limit": limit + 1}
    return [Counted(**row._mapping) for row in await _rows(session, _LIST, parameters, region=asked.region)]


async def list_trend(session: AsyncSession, *, region: str, until: date, months: int) -> list[Point]:
    """At the ends of the months up to a day; a state that no household has had is missing."""
    days = month_ends(until, months=months)
    return [Point(**row) for row in (await session.execute(_TREND, {"region": region, "days": days})).mappings()]


async def count_counties(session: AsyncSession, *, on: date) -> dict[str, Whole]:
    """By county, in the dimensions that are published; not yet fit for the public, see `rules.board.hidden`."""
    rows = await _rows(session, _BY_COUNTY, {"on": on}, region="")
    cells: dict[str, list[Cell]] = {}
    for row in rows:
        if row.by:
            cells.setdefault(row.county, []).append(Cell(Dimension(row.by), row.key, row.households, row.persons))
    return {row.county: Whole(row.households, row.persons, cells[row.county]) for row in rows if not row.by}


async def find_published_day(session: AsyncSession, *, until: date) -> date | None:
    """The newest day of which figures were published, no later than `until`."""
    query = select(func.max(PublicCount.counted_on)).where(PublicCount.counted_on <= until)
    return (await session.exec(query)).one()


async def list_published(session: AsyncSession, *, on: date) -> list[PublicCount]:
    query = select(PublicCount).where(PublicCount.counted_on == on).order_by(PublicCount.region, PublicCount.by, PublicCount.key)
    return list(await session.exec(query))


async def _rows(session: AsyncSession, query: TextClause, parameters: dict[str, object], *, region: str) -> Sequence[Row[Any]]:
    await session.execute(_ANY_JOINS if len(region) == _VILLAGE else _HASH_JOINS)
    rows = (await session.execute(query, parameters)).all()
    await session.execute(_ANY_JOINS)
    return rows


def _parameters(asked: Asked) -> dict[str, object]:
    values = {name: asked.values.get(Dimension(name), "") for name in _VALUED}
    return {"region": asked.region, "on": asked.on, **values}
