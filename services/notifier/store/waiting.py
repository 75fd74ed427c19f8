"""Who waits for whom, now: pairs with how many orders and since when, and the orders themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.waiting import Waiting
from services.notifier.store.order_board import Asked, narrowing, values_of

# `waits` and `whom`: an office by its code (a department, or village, town, county), an account after `@`, or `giver` for whoever
# decides about what a rule gave. `since`: the last line that brought it there.
_STANDING = """
WITH away AS (
    SELECT l.post_id, s.subject FROM leave l LEFT JOIN post s ON s.id = l.substitute_id
    WHERE l.from_on <= CAST(:on AS date) AND l.until_on >= CAST(:on AS date)
), standing AS (
    SELECT w.id AS order_id, w.region, w.kind, w.title, w.due_at, w.turn,
           coalesce(w.department, w.addressee) AS office, coalesce('@' || nullif(w.given_by, ''), 'giver') AS giver,
           coalesce('@' || h.subject, w.department, w.addressee) AS holder, away.subject AS substitute,
           CASE WHEN w.state = 'asked' THEN 'answer'
                WHEN w.state = 'done' THEN 'check'
                WHEN h.left_on IS NOT NULL THEN 'nobody'
                WHEN away.post_id IS NOT NULL THEN 'substitute'
                WHEN w.state = 'open' AND last.act = 'handed-on' THEN 'handed-on'
                WHEN w.state = 'open' THEN 'acceptance' END AS why,
           coalesce(last.at, w.opened_at) AS since
    FROM work_order w
    LEFT JOIN post h ON h.id = w.holder_id
    LEFT JOIN away ON away.post_id = w.holder_id
    LEFT JOIN LATERAL (
        SELECT a.act, a.at FROM order_act a
        WHERE a.order_id = w.id AND a.turn = w.turn AND a.act <> ALL (ARRAY['reminded', 'urged', 'extended', 'moved'])
        ORDER BY a.at DESC, a.id DESC LIMIT 1) last ON true
    WHERE (w.state = 'open' OR w.state = 'asked' OR (w.state = 'done' AND w.is_checked)
           OR (w.state = 'accepted' AND (h.left_on IS NOT NULL OR away.post_id IS NOT NULL))) {conditions}
), pairs AS (
    SELECT *, CASE WHEN why IN ('answer', 'check', 'nobody') THEN holder
                   WHEN why = 'substitute' THEN office ELSE giver END AS waits,
           CASE WHEN why IN ('answer', 'check', 'nobody') THEN giver
                WHEN why = 'substitute' THEN coalesce('@' || substitute, 'county') ELSE holder END AS whom
    FROM standing
)
"""
_COUNT = """
SELECT why, waits, whom, count(*) AS many, min(since) AS longest_since,
       count(*) FILTER (WHERE due_at < CAST(:now AS timestamptz)) AS late
FROM pairs GROUP BY why, waits, whom ORDER BY longest_since, why, waits, whom LIMIT :limit
"""
# By office alone: of what leaders read nobody's account is part.
_OFFICES = """
SELECT why, office, count(*) AS many, min(since) AS longest_since FROM standing
GROUP BY why, office ORDER BY longest_since, why, office LIMIT :limit
"""
_LIST = """
SELECT order_id, region, kind, title, due_at, turn, why, waits, whom, since FROM pairs
WHERE why = :why AND (CAST(:waits AS text) IS NULL OR waits = :waits) AND (CAST(:whom AS text) IS NULL OR whom = :whom)
ORDER BY since, order_id LIMIT :limit
"""


@dataclass(frozen=True)
class Pair:
    """That somebody waits for somebody with so many orders, the longest since then; `late` of them are past their deadline."""

    why: Waiting
    waits: str
    whom: str
    many: int
    longest_since: datetime
    late: int


@dataclass(frozen=True)
class Stuck:
    """One of these orders."""

    order_id: UUID
    region: str
    kind: str
    title: str
    due_at: datetime
    turn: int
    why: Waiting
    waits: str
    whom: str
    since: datetime


async def count_waiting(session: AsyncSession, asked: Asked, *, limit: int) -> Sequence[Pair]:
    """The pair of whom one has waited longest first."""
    found = await session.execute(text(_standing(asked) + _COUNT), _values(asked) | {"limit": limit})
    return [Pair(**{**row, "why": Waiting(row["why"])}) for row in found.mappings()]


@dataclass(frozen=True)
class OfficeWaiting:
    """So many orders of an office that stand still for a reason."""

    why: Waiting
    office: str
    many: int
    longest_since: datetime


async def count_waiting_of_offices(session: AsyncSession, asked: Asked, *, limit: int) -> Sequence[OfficeWaiting]:
    """The one that has waited longest first."""
    found = await session.execute(text(_standing(asked) + _OFFICES), _values(asked) | {"limit": limit})
    return [OfficeWaiting(**{**row, "why": Waiting(row["why"])}) for row in found.mappings()]


async def list_waiting(
    session: AsyncSession, asked: Asked, why: Waiting, *, waits: str | None, whom: str | None, limit: int
) -> Sequence[Stuck]:
    """The orders of a pair, or of one side of it, that which has waited longest first."""
    values = _values(asked) | {"why": why, "waits": waits, "whom": whom, "limit": limit}
    found = await session.execute(text(_standing(asked) + _LIST), values)
    return [Stuck(**{**row, "why": Waiting(row["why"])}) for row in found.mappings()]


def _standing(asked: Asked) -> str:
    return _STANDING.format(conditions=narrowing(asked, region="w.region"))


def _values(asked: Asked) -> dict[str, object]:
    return values_of(asked) | {"now": asked.period.as_of, "on": asked.period.to_on}
