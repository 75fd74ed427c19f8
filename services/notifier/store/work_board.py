"""What goes on beside orders, counted for the boards: errands, messages, complaints that somebody looks into, urgings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.board import Period
from services.notifier.rules.spread import Spread
from shared import regions

_SHARES = "percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY {took})"
_SECONDS = "floor(extract(epoch FROM {from_})) :: bigint"
# One that was over before anybody heard of it was never anybody's to do.
_ERRANDS = text(f"""
SELECT kind AS key, count(*) FILTER (WHERE is_open) AS open,
       count(*) FILTER (WHERE is_open AND due_at >= CAST(:as_of AS timestamptz) AND due_at <= CAST(:soon AS timestamptz)) AS due,
       count(*) FILTER (WHERE is_open AND due_at < CAST(:as_of AS timestamptz)) AS late,
       count(*) FILTER (WHERE opened_at > CAST(:since AS timestamptz)) AS given,
       count(*) FILTER (WHERE is_done) AS finished,
       count(*) FILTER (WHERE is_done AND closed_at > due_at) AS finished_late,
       {_SHARES.format(took=_SECONDS.format(from_="closed_at - opened_at"))} FILTER (WHERE is_done) AS took
FROM (SELECT kind, opened_at, due_at, closed_at, closed_at IS NULL OR closed_at > CAST(:as_of AS timestamptz) AS is_open,
             closed_at <= CAST(:as_of AS timestamptz) AND state <> 'withdrawn' AS is_done
      FROM errand
      WHERE opened_at <= CAST(:as_of AS timestamptz) AND closed_at IS DISTINCT FROM opened_at
        AND (closed_at IS NULL OR closed_at > CAST(:since AS timestamptz)) AND region LIKE ANY (CAST(:places AS text[]))) e
GROUP BY kind ORDER BY kind
""")  # noqa: S608  the only interpolations are constants of our own
_OUT, _ON_ITS_WAY, _LOST = "('sent', 'delivered', 'read')", "('queued', 'failed', 'to_print')", "('given_up', 'undelivered')"
_NEAR = "('log', 'page')"
# The duty log and the inbox reach whoever looks, not the person that was written to: they count by themselves, their time does
# not. What went out in a digest went out with it.
_MESSAGES = text(f"""
SELECT count(*) AS written, count(*) FILTER (WHERE reached_at IS NOT NULL) AS reached,
       count(*) FILTER (WHERE reached_at IS NULL AND is_under_way) AS under_way,
       count(*) FILTER (WHERE reached_at IS NULL AND NOT is_under_way AND is_logged) AS logged,
       count(*) FILTER (WHERE reached_at IS NULL AND NOT is_under_way AND NOT is_logged) AS failed,
       {_SHARES.format(took=_SECONDS.format(from_="reached_at - written_at"))} FILTER (WHERE reached_at IS NOT NULL) AS took
FROM (SELECT m.written_at, min(CASE WHEN d.state IN {_OUT} THEN coalesce(d.sent_at, d.heard_at)
                                     WHEN d.state = 'gathered' AND g.state IN {_OUT} THEN g.sent_at END)
                 FILTER (WHERE d.channel NOT IN {_NEAR}) AS reached_at,
             bool_or(d.state IN {_ON_ITS_WAY} OR g.state IN {_ON_ITS_WAY}) AS is_under_way,
             bool_or(d.state IN {_OUT} AND d.channel IN {_NEAR}) AS is_logged
      FROM message m JOIN delivery d ON d.message_id = m.id LEFT JOIN delivery g ON g.message_id = d.digest_id
      WHERE m.written_at > CAST(:since AS timestamptz) AND m.written_at <= CAST(:as_of AS timestamptz)
        AND m.region LIKE ANY (CAST(:places AS text[]))
      GROUP BY m.id) told
""")  # noqa: S608
_CHANNELS = text(f"""
SELECT d.channel AS key, count(*) FILTER (WHERE d.state IN {_OUT}) AS sent, count(*) FILTER (WHERE d.state IN {_LOST}) AS failed,
       count(*) FILTER (WHERE d.state IN {_ON_ITS_WAY}) AS under_way,
       {_SHARES.format(took=_SECONDS.format(from_="coalesce(d.sent_at, d.heard_at) - m.written_at"))}
           FILTER (WHERE d.state IN {_OUT}) AS took
FROM message m JOIN delivery d ON d.message_id = m.id
WHERE m.written_at > CAST(:since AS timestamptz) AND m.written_at <= CAST(:as_of AS timestamptz)
  AND m.region LIKE ANY (CAST(:places AS text[]))
GROUP BY d.channel ORDER BY d.channel
""")  # noqa: S608
_TASKS = text(f"""
SELECT count(*) FILTER (WHERE is_open) AS open, count(*) FILTER (WHERE is_open AND due_on < CAST(:on AS date)) AS late,
       count(*) FILTER (WHERE given_at > CAST(:since AS timestamptz)) AS given,
       count(*) FILTER (WHERE NOT is_open) AS finished,
       count(*) FILTER (WHERE NOT is_open AND CAST(reported_at AT TIME ZONE 'Asia/Shanghai' AS date) > due_on) AS finished_late,
       {_SHARES.format(took=_SECONDS.format(from_="reported_at - given_at"))} FILTER (WHERE NOT is_open) AS took
FROM (SELECT given_at, due_on, reported_at, reported_at IS NULL OR reported_at > CAST(:as_of AS timestamptz) AS is_open
      FROM complaint_task
      WHERE given_at <= CAST(:as_of AS timestamptz) AND NOT is_withdrawn AND region LIKE ANY (CAST(:places AS text[]))
        AND (reported_at IS NULL OR reported_at > CAST(:since AS timestamptz))) t
""")  # noqa: S608
_URGINGS = text("""
SELECT source, level, count(*) AS many, count(DISTINCT order_id) AS orders FROM (
    SELECT 'assistance' AS source, level, order_id FROM escalation
    WHERE told_at > CAST(:since AS timestamptz) AND told_at <= CAST(:as_of AS timestamptz)
      AND region LIKE ANY (CAST(:places AS text[]))
    UNION ALL
    SELECT 'order', a.level, a.order_id FROM order_act a JOIN work_order w ON w.id = a.order_id
    WHERE a.act = 'urged' AND a.at > CAST(:since AS timestamptz) AND a.at <= CAST(:as_of AS timestamptz)
      AND w.region LIKE ANY (CAST(:places AS text[])) AND NOT w.is_restricted
    UNION ALL
    SELECT 'errand', told, id FROM errand
    WHERE told IS NOT NULL AND due_at > CAST(:since AS timestamptz) AND due_at <= CAST(:as_of AS timestamptz)
      AND region LIKE ANY (CAST(:places AS text[]))
) urged GROUP BY source, level ORDER BY source, level
""")


@dataclass(frozen=True)
class Numbers:
    """Counts by name, and how long it took."""

    key: str
    counts: dict[str, int]
    took: Spread


@dataclass(frozen=True)
class Urged:
    """That a level was told of so many that were late."""

    source: str
    level: str
    many: int


@dataclass(frozen=True)
class Work:
    """Everything beside orders."""

    errands: Sequence[Numbers]
    messages: Numbers
    channels: Sequence[Numbers]
    tasks: Numbers
    urged: Sequence[Urged]


async def count_work(session: AsyncSession, period: Period, *, region: str) -> Work:
    """Of what the asker sees of a place; all that they see without one. What became of messages is as it is now."""
    asked = {
        "since": period.since,
        "as_of": period.as_of,
        "soon": period.soon,
        "on": period.to_on,
        "places": [f"{code}%" for code in (region, *regions.predecessors_of(region))],
    }
    errands, messages, channels, tasks, urgings = [
        (await session.execute(query, asked)).mappings().all() for query in (_ERRANDS, _MESSAGES, _CHANNELS, _TASKS, _URGINGS)
    ]
    return Work(
        [_numbers(row, "finished") for row in errands],
        _numbers(messages[0], "reached"),
        [_numbers(row, "sent") for row in channels],
        _numbers(tasks[0], "finished"),
        [Urged(row["source"], row["level"], row["many"]) for row in urgings],
    )


def _numbers(row: Any, took: str) -> Numbers:
    counts = {name: value for name, value in row.items() if name not in {"key", "took"}}
    return Numbers(row.get("key", ""), counts, Spread(counts[took], *(row["took"] or (None, None))))
