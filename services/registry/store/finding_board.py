"""How the data of a place is: open findings by place and by rule, and what was found and mended week by week."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

# A range instead of a prefix, so that the index can be used: letters come after digits in every collation.
_IN = "region >= :region AND region < :region || 'x'"
# Household by household first: to count distinct ones in a sorted list takes ten times as long.
_COUNTED = """WITH of_household AS MATERIALIZED (
    SELECT {key} AS key, household_id, count(*) FILTER (WHERE accepted_at IS NULL) AS open,
           count(*) FILTER (WHERE accepted_at IS NULL AND severity = 'fault') AS faults,
           count(*) FILTER (WHERE accepted_at IS NOT NULL) AS accepted,
           min(found_at) FILTER (WHERE accepted_at IS NULL) AS oldest_at
    FROM quality_finding WHERE gone_at IS NULL AND region >= :region AND region < :region || 'x' GROUP BY 1, 2
)
SELECT key, sum(open)::int AS open, sum(faults)::int AS faults, sum(accepted)::int AS accepted,
       (count(*) FILTER (WHERE open > 0))::int AS households, min(oldest_at) AS oldest_at
FROM of_household GROUP BY key ORDER BY {order}"""
_BY_PLACE = text(_COUNTED.format(key="left(region, :digits)", order="open DESC, key"))
_BY_RULE = text(_COUNTED.format(key="rule", order="faults DESC, open DESC, key"))
_ROOM = text("SET LOCAL work_mem = '64MB'")
"""So that a city's findings are counted in memory; for one transaction."""
_HOUSEHOLDS = text(f"""
SELECT left(region, :digits) AS key, count(*) AS households FROM household WHERE state = 'current' AND {_IN} GROUP BY 1
""")  # noqa: S608  the only interpolation is a constant of our own
_WEEKS = text(f"""
WITH counted AS MATERIALIZED (
    SELECT date_trunc('week', found_at AT TIME ZONE 'Asia/Shanghai')::date AS found_in,
           CASE WHEN ending = 'mended' THEN date_trunc('week', gone_at AT TIME ZONE 'Asia/Shanghai')::date END AS mended_in,
           count(*) AS findings
    FROM quality_finding WHERE (found_at >= :since_at OR gone_at >= :since_at) AND {_IN} GROUP BY 1, 2
)
SELECT week::date AS week, (SELECT coalesce(sum(findings), 0) FROM counted WHERE found_in = week)::int AS found,
       (SELECT coalesce(sum(findings), 0) FROM counted WHERE mended_in = week)::int AS mended
FROM generate_series(CAST(:since AS date), CAST(:until AS date), interval '7 days') week ORDER BY week
""")  # noqa: S608  the only interpolation is a constant of our own


@dataclass(frozen=True)
class Count:
    """Open findings of one place or rule. `households` have at least one that nobody accepted; `oldest_at` is the oldest such."""

    key: str
    open: int
    faults: int
    accepted: int
    households: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Week:
    """What was found and what was mended in the week that begins on this Monday."""

    week: date
    found: int
    mended: int


async def count_by_place(session: AsyncSession, *, region: str, digits: int) -> list[Count]:
    """By the places inside a region (the first `digits` of the code), the most first."""
    await session.execute(_ROOM)
    rows = await session.execute(_BY_PLACE, {"region": region, "digits": digits})
    return [Count(**row) for row in rows.mappings()]


async def count_by_rule(session: AsyncSession, *, region: str) -> list[Count]:
    """Faults before warnings, the most first."""
    await session.execute(_ROOM)
    return [Count(**row) for row in (await session.execute(_BY_RULE, {"region": region})).mappings()]


async def count_households(session: AsyncSession, *, region: str, digits: int) -> dict[str, int]:
    """The current households of each place inside a region: what the findings are to be measured by."""
    rows = await session.execute(_HOUSEHOLDS, {"region": region, "digits": digits})
    return {row.key: row.households for row in rows}


async def count_by_week(session: AsyncSession, *, region: str, since: date, until: date, since_at: datetime) -> list[Week]:
    """From one Monday to another, weeks without anything too. `since_at` is the instant at which the first of them begins."""
    asked = {"region": region, "since": since, "until": until, "since_at": since_at}
    return [Week(**row) for row in (await session.execute(_WEEKS, asked)).mappings()]
