"""What supervision found, counted: by rule, by place, and month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_SUMS = """
count(*) FILTER (WHERE ended_at IS NULL)::int AS standing,
count(*) FILTER (WHERE state = 'open')::int AS open,
count(*) FILTER (WHERE state = 'explained')::int AS explained,
count(*) FILTER (WHERE state = 'accepted')::int AS accepted,
count(*) FILTER (WHERE level = 'fault' AND state IN ('open', 'explained'))::int AS faults,
coalesce(sum(amount_fen) FILTER (WHERE state IN ('open', 'explained')), 0)::bigint AS amount_fen,
min(found_on) FILTER (WHERE state IN ('open', 'explained')) AS oldest_on
"""
_BY_RULE = text(f"""
SELECT rule AS key, {_SUMS} FROM money_finding WHERE ended_at IS NULL AND starts_with(region, :region) GROUP BY rule
""")  # noqa: S608  our own words
_BY_PLACE = text(f"""
SELECT left(region, :digits) AS key, {_SUMS} FROM money_finding
WHERE ended_at IS NULL AND starts_with(region, :region) GROUP BY 1 ORDER BY 1
""")  # noqa: S608  our own words
_BY_MONTH = text("""
SELECT month::date AS month,
       (SELECT count(*) FROM money_finding WHERE found_on >= month AND found_on < month + interval '1 month'
        AND starts_with(region, :region))::int AS found,
       (SELECT count(*) FROM money_finding WHERE ended_on >= month AND ended_on < month + interval '1 month'
        AND starts_with(region, :region))::int AS ended,
       (SELECT count(*) FROM money_finding WHERE found_on < month + interval '1 month'
        AND (ended_on IS NULL OR ended_on >= month + interval '1 month') AND starts_with(region, :region))::int AS standing
FROM generate_series(CAST(:since AS timestamp), CAST(:until AS timestamp), interval '1 month') AS month
""")


@dataclass(frozen=True, slots=True)
class FindingCount:
    """Findings of one rule or place that are not over. The amount is of those that nobody has accepted."""

    key: str
    standing: int
    open: int
    explained: int
    accepted: int
    faults: int
    amount_fen: int
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class FindingMonth:
    """What was found and what was over in a month, and what stood at its end."""

    month: date
    found: int
    ended: int
    standing: int


async def count_by_rule(session: AsyncSession, region: str) -> list[FindingCount]:
    return [_count(row) for row in await session.execute(_BY_RULE, {"region": region})]


async def count_by_place(session: AsyncSession, region: str, *, digits: int) -> list[FindingCount]:
    """By the places of so many digits; what is of a wider place stands under its own code."""
    return [_count(row) for row in await session.execute(_BY_PLACE, {"region": region, "digits": digits})]


async def count_by_month(session: AsyncSession, region: str, *, since: date, until: date) -> Sequence[FindingMonth]:
    """From the first of one month to the first of another, both included."""
    rows = await session.execute(_BY_MONTH, {"region": region, "since": since, "until": until})
    return [FindingMonth(*row) for row in rows]


def _count(row: Any) -> FindingCount:
    return FindingCount(**row._mapping)
