"""Budget lines, money that came in, and accounts in which money lies, as supervision looks at them.

What leaves a line for another line, or at the end of its year, is not spent: such transfers are told by their purpose.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import KIND_NAMES, SOURCE_NAMES, AccountKind, Source
from services.funds.rules.asset_contract import DUE_FOR_NAMES, DueFor
from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.spending import calendar_share
from services.funds.rules.supervision_fact import WHOLE, Fact, Subject, Thing, share_of
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.supervised_payment import known
from shared.clock import CHINA, china

_LINES = text("""
SELECT line.id, line.number, line.region, line.title, line.programme_title, line.source, line.year, line.money_of_year,
       line.opened_at, moved.budget_fen,
       account.debits_posted_fen - account.credits_posted_fen AS balance_fen, spent.spent_fen, spent.late_fen, spent.last_on
FROM budget_line line JOIN account ON account.id = line.account_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_fen) FILTER (WHERE kind NOT IN ('carried-out', 'clawed-back')), 0)::bigint AS budget_fen
    FROM budget_move WHERE line_id = line.id) AS moved
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.credits_posted_fen - p.debits_posted_fen), 0)::bigint AS spent_fen,
           coalesce(sum(p.credits_posted_fen - p.debits_posted_fen)
                    FILTER (WHERE p.booked_on >= make_date(line.year, 12, 2)), 0)::bigint AS late_fen,
           max(p.booked_on) FILTER (WHERE p.credits_posted_fen > 0) AS last_on
    FROM posting p JOIN transfer t ON t.id = p.transfer_id
    WHERE p.account_id = account.id AND t.purpose NOT IN ('budget', 'clawback', 'carry-over')) AS spent
WHERE starts_with(line.region, :county)
  AND (line.year >= :year - 1 OR account.debits_posted_fen > account.credits_posted_fen)
ORDER BY line.id
""")

# What left a pool is taken off the money that came into it first.
_RECEIPTS = text("""
WITH standing AS (
    SELECT r.id, r.region, r.source, r.programme, r.year, r.document_number, r.amount_fen, r.received_at,
           (sum(r.amount_fen) OVER (PARTITION BY r.region, r.source, r.programme, r.year
                                    ORDER BY r.received_at, r.id))::bigint AS to_here
    FROM money_receipt r WHERE r.state = 'confirmed' AND starts_with(r.region, :county)
)
SELECT s.id, s.region, s.source, s.document_number, s.amount_fen, s.received_at,
       least(s.amount_fen, greatest(0, s.to_here
           - (sum(s.amount_fen) OVER (PARTITION BY s.region, s.source, s.programme, s.year)
              - (a.debits_posted_fen - a.credits_posted_fen))))::bigint AS left_fen
FROM standing s JOIN account a ON a.kind = 'county-pool' AND a.region = s.region AND a.source = s.source
 AND a.programme = s.programme AND a.year = s.year AND a.holder = ''
ORDER BY s.id
""")

_ACCOUNTS = text("""
SELECT a.id, a.kind, a.region, a.holder, a.source, a.year, a.debits_posted_fen - a.credits_posted_fen AS balance_fen,
       coalesce((SELECT max(p.booked_on) FROM posting p WHERE p.account_id = a.id AND p.credits_posted_fen > 0),
                (SELECT min(p.booked_on) FROM posting p WHERE p.account_id = a.id)) AS last_on
FROM account a
WHERE a.kind IN ('town-reserve', 'donation-fund', 'asset-income', 'guarantee-fund') AND starts_with(a.region, :county)
ORDER BY a.id
""")

_DUES = text("""
SELECT d.id, d.asset_id, d.region, d.due_for, d.payer, d.due_on, d.amount_fen, asset.title,
       d.amount_fen - coalesce((SELECT sum(r.amount_fen) FROM asset_receipt r WHERE r.due_id = d.id
           AND NOT EXISTS (SELECT FROM transfer t WHERE t.follows_id = r.transfer_id)), 0)::bigint AS open_fen
FROM asset_due d JOIN asset ON asset.id = d.asset_id
WHERE starts_with(d.region, :county) AND d.due_on < :on
ORDER BY d.id
""")


async def money_of(session: AsyncSession, county: str, *, on: date) -> list[Thing]:
    """Lines, receipts, accounts and dues of a county."""
    asked = {"county": county, "year": on.year}
    due = _due_shares(county, on)
    return [
        *(_line(row, on, due) for row in await session.execute(_LINES, asked)),
        *(_receipt(row, on) for row in await session.execute(_RECEIPTS, {"county": county})),
        *(_account(row, on) for row in await session.execute(_ACCOUNTS, {"county": county})),
        *(_due(row, on) for row in await session.execute(_DUES, {"county": county, "on": on})),
    ]


def _due_shares(county: str, on: date) -> Mapping[int, int]:
    """What the place's budget policy wants spent of a line by this day, by the line's year."""
    try:
        policy, _ = get_budget_policy(county, on)
    except NoBudgetRule:
        return {}
    return {year: int(policy.due_share(year, on) * WHOLE) for year in range(on.year - 10, on.year + 2)}


def _line(row: Any, on: date, due: Mapping[int, int]) -> Thing:
    facts: dict[str, Fact | None] = {
        "年度": row.year,
        "来源": SOURCE_NAMES[Source(row.source)],
        "专项": row.programme_title,
        "预算": row.budget_fen,
        "已支出": row.spent_fen,
        "结余": row.balance_fen,
        "支出进度": share_of(row.spent_fen, row.budget_fen),
        "时间进度": calendar_share(row.year, on),
        "应达进度": due.get(row.year),
        "未动用天数": (on - (row.last_on or china(row.opened_at).date())).days,
        "资金年数": on.year - row.money_of_year + 1,
        "年末三十日支出占比": share_of(row.late_fen, row.spent_fen) if row.spent_fen > 0 else None,
    }
    return Thing(Subject.LINE, row.id, row.region, f"{row.number} {row.title}", row.balance_fen, known(facts))


def _receipt(row: Any, on: date) -> Thing:
    facts: dict[str, Fact | None] = {
        "金额": row.amount_fen,
        "来源": SOURCE_NAMES[Source(row.source)],
        "未下达金额": row.left_fen,
        "到账后天数": (on - china(row.received_at).date()).days,
    }
    label = f"{facts['来源']} {row.document_number or '（无文号）'}"
    return Thing(Subject.RECEIPT, row.id, row.region, label, row.left_fen, known(facts))


def _account(row: Any, on: date) -> Thing:
    kind = KIND_NAMES[AccountKind(row.kind)]
    facts: dict[str, Fact | None] = {
        "类别": kind,
        "余额": row.balance_fen,
        "未动用天数": (on - row.last_on).days if row.last_on else None,
    }
    label = "·".join(part for part in (kind, row.holder, f"{row.year}年" if row.year else "") if part)
    return Thing(Subject.ACCOUNT, row.id, row.region, label, row.balance_fen, known(facts))


def _due(row: Any, on: date) -> Thing:
    facts: dict[str, Fact | None] = {
        "事由": DUE_FOR_NAMES[DueFor(row.due_for)],
        "应收金额": row.amount_fen,
        "未收金额": row.open_fen,
        "逾期天数": (on - row.due_on).days,
    }
    label = f"{row.title}，{row.payer}，{row.due_on} 到期"
    return Thing(Subject.ASSET_DUE, row.id, row.region, label, row.open_fen, known(facts), about_id=row.asset_id)


def start_of(year: int) -> datetime:
    """The first instant of a year in China."""
    return datetime.combine(date(year, 1, 1), time.min, CHINA)
