"""How the data of a place is: open findings by place and by rule, and what was found and mended week by week."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

# A range instead of a prefix, so that the index can be used: letters come after digits in every collation.
_IN = "region >= :region AND region < :region || 'x'"
_COUNTED = """count(*) FILTER (WHERE accepted_at IS NULL) AS open,
       count(*) FILTER (WHERE accepted_at IS NULL AND severity = 'fault') AS faults,
       count(*) FILTER (WHERE accepted_at IS NOT NULL) AS accepted,
       count(DISTINCT household_id) FILTER (WHERE accepted_at IS NULL) AS households,
       min(found_at) FILTER (WHERE accepted_at IS NULL) AS oldest_at"""
_BY_PLACE = text(f"""
SELECT left(region, :digits) AS key, {_COUNTED} FROM quality_finding WHERE gone_at IS NULL AND {_IN}
GROUP BY 1 ORDER BY open DESC, key
""")  # noqa: S608  the only interpolations are constants of our own
_BY_RULE = text(f"""
SELECT rule AS key, {_COUNTED} FROM quality_finding WHERE gone_at IS NULL AND {_IN}
GROUP BY 1 ORDER BY faults DESC, open DESC, key
""")  # noqa: S608  the only interpolations are constants of our own
_HOUSEHOLDS = text(f"""
SELECT left(region, :digits) AS key, count(*) AS households FROM household WHERE state = 'current' AND {_IN} GROUP BY 1
""")  # noqa: S608  the only interpolation is a constant of our own
_WEEKS = text(f"""
WITH weeks AS (
    SELECT week::date AS week FROM generate_series(CAST(:since AS date), CAST(:until AS date), interval '7 days') week
), found AS (
    SELECT date_trunc('week', found_at AT TIME ZONE 'Asia/Shanghai')::date AS week, count(*) AS found FROM quality_finding
    WHERE found_at >= :since_at AND {_IN} GROUP BY 1
), gone AS (
    SELECT date_trunc('week', gone_at AT TIME ZONE 'Asia/Shanghai')::date AS week, count(*) AS mended FROM quality_finding
    WHERE gone_at >= :since_at AND ending = 'mended' AND {_IN} GROUP BY 1
)
SELECT weeks.week, coalesce(found.found, 0) AS found, coalesce(gone.mended, 0) AS mended
FROM weeks LEFT JOIN found USING (week) LEFT JOIN gone USING (week) ORDER BY weeks.week
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
    rows = await session.execute(_BY_PLACE, {"region": region, "digits": digits})
    return [Count(**row) for row in rows.mappings()]


async def count_by_rule(session: AsyncSession, *, region: str) -> list[Count]:
    """Faults before warnings, the most first."""
    return [Count(**row) for row in (await session.execute(_BY_RULE, {"region": region})).mappings()]


async def count_households(session: AsyncSession, *, region: str, digits: int) -> dict[str, int]:
    """The current households of each place inside a region: what the findings are to be measured by."""
    rows = await session.execute(_HOUSEHOLDS, {"region": region, "digits": digits})
    return {row.key: row.households for row in rows}


async def count_by_week(session: AsyncSession, *, region: str, since: date, until: date, since_at: datetime) -> list[Week]:
    """From one Monday to another, weeks without anything too. `since_at` is the instant at which the first of them begins."""
    asked = {"region": region, "since": since, "until": until, "since_at": since_at}
    return [Week(**row) for row in (await session.execute(_WEEKS, asked)).mappings()]
