"""How fast money is spent, where it lies idle, what waits, and on whom it comes together: each with its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.spending import Speed, same_day

ROWS_LIMIT = 2_000
"""Of a list behind a figure; the figures themselves are of everything."""


class SpeedBy(StrEnum):
    """What lines are added up by."""

    LINE = "line"
    PROGRAMME = "programme"
    TOWN = "town"


SPEED_BY_NAMES = {SpeedBy.LINE: "指标", SpeedBy.PROGRAMME: "专项", SpeedBy.TOWN: "镇街"}

_KEYS = {
    SpeedBy.LINE: "line.number, line.number || ' ' || line.title, line.region",
    SpeedBy.PROGRAMME: "line.programme, max(line.programme_title), min(left(line.region, 6))",
    SpeedBy.TOWN: "line.region, line.region, line.region",
}
_GROUPS = {
    SpeedBy.LINE: "line.number, line.title, line.region",
    SpeedBy.PROGRAMME: "line.programme",
    SpeedBy.TOWN: "line.region",
}

# What a line was worth on a day, and what had left it by then for anything but another line or the end of the year.
_SPEED = """
SELECT {keys}, sum(moved.fen)::bigint AS budget_fen, sum(spent.fen)::bigint AS spent_fen
FROM budget_line line
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_fen) FILTER (WHERE kind NOT IN ('carried-out', 'clawed-back')), 0) AS fen
    FROM budget_move WHERE line_id = line.id AND made_at < :until) AS moved
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.credits_posted_fen - p.debits_posted_fen), 0) AS fen
    FROM posting p JOIN transfer t ON t.id = p.transfer_id
    WHERE p.account_id = line.account_id AND p.booked_on <= :on
      AND t.purpose NOT IN ('budget', 'clawback', 'carry-over')) AS spent
WHERE line.year = :year AND starts_with(line.region, :region) AND (:programme = '' OR line.programme = :programme)
GROUP BY {groups} ORDER BY 1
"""

_MONTHS = text("""
SELECT extract(month FROM p.booked_on)::int AS month, sum(p.credits_posted_fen - p.debits_posted_fen)::bigint AS fen
FROM budget_line line JOIN posting p ON p.account_id = line.account_id JOIN transfer t ON t.id = p.transfer_id
WHERE line.year = :year AND starts_with(line.region, :region) AND (:programme = '' OR line.programme = :programme)
  AND extract(year FROM p.booked_on) = :year AND p.booked_on <= :on AND t.purpose NOT IN ('budget', 'clawback', 'carry-over')
GROUP BY 1
""")

# Money that is free in a line, a pool, a reserve or a fund, and since when nothing left it.
_IDLE = text("""
SELECT a.id, a.kind, a.region, a.holder, a.source, a.year, line.number, line.title,
       a.debits_posted_fen - a.credits_posted_fen - a.credits_pending_fen AS free_fen,
       coalesce((SELECT max(p.booked_on) FROM posting p WHERE p.account_id = a.id AND p.credits_posted_fen > 0),
                (SELECT min(p.booked_on) FROM posting p WHERE p.account_id = a.id)) AS since_on
FROM account a LEFT JOIN budget_line line ON line.account_id = a.id
WHERE a.kind IN ('county-pool', 'donation-fund', 'asset-income', 'budget-line', 'town-reserve', 'guarantee-fund')
  AND a.debits_posted_fen - a.credits_posted_fen - a.credits_pending_fen > 0 AND starts_with(a.region, :region)
ORDER BY since_on, free_fen DESC
""")

# What waits: since when, for whom, how much. Its reader counts the days, because weekends and holidays are a calendar's.
_WAITING = text("""
SELECT 'payment-' || p.state AS stage, p.id, p.household_id AS about_id, p.region, p.amount_fen,
       (CASE p.state WHEN 'asked' THEN p.asked_at WHEN 'approved' THEN p.approved_at ELSE p.sent_at END) AS since_at,
       NULL::date AS since_on, p.memo AS label
FROM payment p WHERE p.state IN ('asked', 'approved', 'sent', 'failed') AND starts_with(p.region, :region)
UNION ALL
SELECT 'supplier-payment', s.id, k.project_id, s.region, s.amount_fen, NULL, s.asked_on, k.number || ' ' || k.supplier
FROM supplier_payment s JOIN project_contract k ON k.id = s.contract_id
WHERE s.state = 'asked' AND starts_with(s.region, :region)
UNION ALL
SELECT 'asset-due', d.id, d.asset_id, d.region, due.open_fen, NULL, d.due_on, asset.title || ' ' || d.payer
FROM asset_due d JOIN asset ON asset.id = d.asset_id
CROSS JOIN LATERAL (
    SELECT d.amount_fen - coalesce(sum(r.amount_fen) FILTER (
        WHERE NOT EXISTS (SELECT FROM transfer t WHERE t.follows_id = r.transfer_id)), 0)::bigint AS open_fen
    FROM asset_receipt r WHERE r.due_id = d.id) AS due
WHERE d.due_on < :on AND due.open_fen > 0 AND starts_with(d.region, :region)
""")

_GOT = {
    "supplier": text("""
SELECT k.supplier_code AS key, max(k.supplier) AS name, min(k.region) AS region, sum(s.amount_fen)::bigint AS fen,
       count(*)::int AS many
FROM supplier_payment s JOIN project_contract k ON k.id = s.contract_id
WHERE s.state = 'paid' AND s.paid_on >= :since AND s.paid_on < :until AND starts_with(s.region, :region)
GROUP BY k.supplier_code ORDER BY fen DESC, key
"""),
    "payee": text("""
SELECT CAST((array_agg(payee.household_id ORDER BY payee.id))[1] AS text) AS key,
       '尾号 ' || min(payee.card_tail) || '，' || count(DISTINCT p.household_id) || ' 户' AS name, min(p.region) AS region,
       sum(p.amount_fen)::bigint AS fen, count(*)::int AS many
FROM payment p JOIN payee ON payee.id = p.payee_id
WHERE p.state = 'paid' AND p.paid_at >= :since_at AND p.paid_at < :until_at AND starts_with(p.region, :region)
GROUP BY payee.card_hash ORDER BY fen DESC, key
"""),
    "village": text("""
SELECT region AS key, region AS name, region, sum(amount_fen)::bigint AS fen, count(*)::int AS many
FROM payment
WHERE state = 'paid' AND paid_at >= :since_at AND paid_at < :until_at AND starts_with(region, :region)
GROUP BY region ORDER BY fen DESC, key
"""),
}


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """The lines of one key together, this year and the last."""

    key: str
    name: str
    region: str
    speed: Speed


@dataclass(frozen=True, slots=True)
class Idle:
    """Money that is free in an account, since when nothing left it."""

    account_id: UUID
    kind: str
    region: str
    holder: str
    source: str
    year: int
    line: str | None
    title: str | None
    free_fen: int
    since_on: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody, since when."""

    stage: str
    id: UUID
    about_id: UUID
    region: str
    amount_fen: int
    since_at: datetime | None
    since_on: date | None
    label: str


@dataclass(frozen=True, slots=True)
class Got:
    """What somebody got in a year."""

    key: str
    name: str
    region: str
    fen: int
    many: int


async def list_speed(
    session: AsyncSession, by: SpeedBy, *, region: str, programme: str, year: int, on: date, until: datetime, last_until: datetime
) -> list[SpeedRow]:
    """By line, programme or town, with the year before by the same day. `until` is the end of the day."""
    statement = text(_SPEED.format(keys=_KEYS[by], groups=_GROUPS[by]))
    asked = {"region": region, "programme": programme}
    now = (await session.execute(statement, asked | {"year": year, "on": on, "until": until})).all()
    last_on = same_day(on, on.year - 1)
    before = await session.execute(statement, asked | {"year": year - 1, "on": last_on, "until": last_until})
    last = {row[0]: row for row in before}
    if by is SpeedBy.LINE:  # a line's number is of its year: there is nothing to hold it against
        last = {}
    rows = [_speed(row, last.pop(row[0], None)) for row in now]
    gone = [SpeedRow(row[0], row[1], row[2], Speed(0, 0, row[3], row[4])) for row in last.values()]
    return rows + gone


def _speed(row: Any, last: Any) -> SpeedRow:
    return SpeedRow(row[0], row[1], row[2], Speed(row[3], row[4], last[3] if last else 0, last[4] if last else 0))


async def sum_spent_by_month(session: AsyncSession, *, region: str, programme: str, year: int, on: date) -> list[int]:
    """What was spent of a year's lines, month by month, in fen."""
    asked = {"region": region, "programme": programme, "year": year, "on": on}
    spent = {row.month: row.fen for row in await session.execute(_MONTHS, asked)}
    return [spent.get(month, 0) for month in range(1, 13)]


async def list_idle(session: AsyncSession, *, region: str) -> list[Idle]:
    """The longest idle first."""
    return [Idle(*row) for row in await session.execute(_IDLE, {"region": region})]


async def list_waiting(session: AsyncSession, *, region: str, on: date) -> list[Waiting]:
    return [Waiting(*row) for row in await session.execute(_WAITING, {"region": region, "on": on})]


async def list_got(session: AsyncSession, of: str, *, region: str, since: date, until: date, at: Sequence[datetime]) -> list[Got]:
    """Who got how much in these days, the most first. `at` are the same two days as instants."""
    asked = {"region": region, "since": since, "until": until, "since_at": at[0], "until_at": at[1]}
    wanted = {name: value for name, value in asked.items() if name in _GOT[of]._bindparams}
    return [Got(*row) for row in await session.execute(_GOT[of], wanted)]
