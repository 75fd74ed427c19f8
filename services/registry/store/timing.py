"""How fast help came, counted by the database over the cases that may be seen."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.timing import SMALL, Span, Times
from shared.periods import CHINA


def _span(name: str) -> str:
    return ", ".join(
        [
            f"count({name}) AS {name}_cases",
            f"percentile_disc(0.5) WITHIN GROUP (ORDER BY {name}) AS {name}_median",
            f"percentile_disc(0.95) WITHIN GROUP (ORDER BY {name}) AS {name}_p95",
        ]
    )


# Exact ranks, no interpolation: a median is a time that some household really waited.
_TIMES = text(f"""
WITH timed AS (
    SELECT left(one.region, :digits) AS place, to_char(one.detected_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
           one.kind AS kind, done.first, done.money,
           (extract(epoch FROM one.closed_at - one.detected_at) * 1000)::bigint AS close
    FROM relief_case one
    CROSS JOIN LATERAL (
        SELECT min(step.after_ms) FILTER (WHERE step.what = 'opened') AS first,
               min(step.after_ms) FILTER (WHERE step.what = 'opened' AND step.part = 'emergency-grant') AS money
        FROM case_step step WHERE step.case_id = one.id
    ) done
    WHERE one.detected_at >= :since AND one.detected_at < :until AND starts_with(one.region, :region)
        AND one.ending IS DISTINCT FROM 'withdrawn'
)
SELECT CASE WHEN grouping(kind) = 0 THEN 'kind' WHEN grouping(place) = 0 THEN 'place' WHEN grouping(month) = 0 THEN 'month'
            ELSE 'all' END AS by,
       coalesce(kind, place, month, '') AS key, count(*) AS cases, {_span("first")}, {_span("money")}, {_span("close")}
FROM timed GROUP BY GROUPING SETS ((), (kind), (place), (month)) ORDER BY 1, 2
""")  # noqa: S608  the only interpolations are names of our own
_PUBLIC = text(
    "SELECT county, month, kind, cases, first_ms, money_ms, close_ms FROM public_case_times(:since, :until, :at_least)"
)


@dataclass(frozen=True)
class PublicTimes:
    """A figure for everyone: medians in milliseconds, of at least `SMALL` households each, or none."""

    county: str
    month: str
    kind: str
    cases: int
    first_ms: int | None
    money_ms: int | None
    close_ms: int | None


async def list_times(session: AsyncSession, *, region: str, digits: int, since: date, until: date) -> list[Times]:
    """Of the cases detected on these days, both included: all, and by kind, month and place (`digits` of the code)."""
    asked = {"region": region, "digits": digits, **_between(since, until)}
    rows = (await session.execute(_TIMES, asked)).mappings()
    return [
        Times(
            row["by"],
            row["key"],
            row["cases"],
            *(Span(row[f"{name}_cases"], row[f"{name}_median"], row[f"{name}_p95"]) for name in ("first", "money", "close")),
        )
        for row in rows
    ]


async def list_public_times(session: AsyncSession, *, since: date, until: date) -> list[PublicTimes]:
    """By county, month and kind, small figures left out already in the database."""
    rows = await session.execute(_PUBLIC, {**_between(since, until), "at_least": SMALL})
    return [PublicTimes(**row) for row in rows.mappings()]


def _between(since: date, until: date) -> dict[str, datetime]:
    begin = datetime.combine(since, time.min, CHINA)
    return {"since": begin, "until": datetime.combine(until + timedelta(days=1), time.min, CHINA)}
