"""What payers owe hospitals: entries, counter-entries, what is still open and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.receivable import AGE_BOUNDS
from services.medical.tables import Receivable, Reversal
from shared.clock import china

_STANDS = """
CASE WHEN st.state IS NULL THEN 'open' WHEN st.state IN ('drafted') THEN 'drafted'
     WHEN st.state = 'paid' THEN 'paid' ELSE 'approved' END
"""
_LIST = text(f"""
SELECT r.id, r.settlement_id, r.layer, r.title, r.payer, r.is_counter, r.hospital, r.region, r.amount_fen, r.owed_on, r.booked_at,
       l.statement_id, {_STANDS} AS standing
FROM receivable r
LEFT JOIN clearing_line l ON l.receivable_id = r.id AND NOT l.is_released
LEFT JOIN clearing_statement st ON st.id = l.statement_id
WHERE (CAST(:after AS uuid) IS NULL OR r.id > :after)
  AND (CAST(:hospital AS text) IS NULL OR r.hospital = :hospital)
  AND (CAST(:payer AS text) IS NULL OR r.payer = :payer)
  AND (CAST(:settlement_id AS uuid) IS NULL OR r.settlement_id = :settlement_id)
  AND (CAST(:standing AS text) IS NULL OR {_STANDS} = :standing)
ORDER BY r.id LIMIT :limit
""")  # noqa: S608  the interpolations are constants of our own

# An entry and its counter-entry age together, from the day of the entry: what was taken back before it was paid is nobody's debt.
# What was paid is open no longer, so a counter-entry that comes after payment stands alone, from the day of the reversal.
_AGEING = text("""
WITH claim AS (
    SELECT r.hospital, r.payer, sum(r.amount_fen) AS open_fen, CAST(:on AS date) - min(r.owed_on) AS days
    FROM receivable r
    WHERE r.booked_at < :before AND NOT EXISTS (
        SELECT FROM clearing_line l JOIN clearing_statement st ON st.id = l.statement_id
        WHERE l.receivable_id = r.id AND NOT l.is_released AND st.state = 'paid' AND st.paid_on <= :on)
    GROUP BY r.hospital, r.payer, r.settlement_id, r.layer
)
SELECT hospital, payer, count(*) AS claims, sum(open_fen) AS open_fen,
       coalesce(sum(open_fen) FILTER (WHERE days <= :first), 0) AS first_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :first AND days <= :second), 0) AS second_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :second AND days <= :third), 0) AS third_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :third), 0) AS over_fen
FROM claim WHERE open_fen <> 0
  AND (CAST(:hospital AS text) IS NULL OR hospital = :hospital)
GROUP BY hospital, payer ORDER BY hospital, payer LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Ageing:
    """What one payer owes one hospital on a day, by age in days (0-30, 31-60, 61-90, over 90). In fen."""

    hospital: str
    payer: str
    claims: int
    open_fen: int
    first_fen: int
    second_fen: int
    third_fen: int
    over_fen: int


async def add_counter_entries(session: AsyncSession, reversal: Reversal) -> None:
    """Set an entry against each receivable of a settlement that was just taken back."""
    entries = await session.exec(
        select(Receivable)
        .where(Receivable.settlement_id == reversal.settlement_id, col(Receivable.is_counter).is_(False))
        .order_by(col(Receivable.id))
    )
    at = reversal.reversed_at
    kept = {"settlement_id", "layer", "title", "payer", "region", "hospital"}
    session.add_all(
        Receivable(
            **entry.model_dump(include=kept),
            is_counter=True,
            amount_fen=-entry.amount_fen,
            owed_on=china(at).date(),
            booked_at=at,
        )
        for entry in entries
    )
    await session.flush()


async def list_receivables(
    session: AsyncSession,
    *,
    hospital: str | None,
    payer: str | None,
    settlement_id: UUID | None,
    standing: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Entries in the order in which they were booked, each with how far its clearing has come."""
    filters = {"hospital": hospital, "payer": payer, "settlement_id": settlement_id, "standing": standing}
    return (await session.execute(_LIST, filters | {"after": after, "limit": limit})).mappings().all()


async def age_receivables(session: AsyncSession, *, on: date, before: datetime, hospital: str | None, limit: int) -> list[Ageing]:
    """What was booked before an instant (the end of `on`) and not paid by that day, by hospital and payer."""
    first, second, third = AGE_BOUNDS
    rows = await session.execute(
        _AGEING,
        {"on": on, "before": before, "hospital": hospital, "first": first, "second": second, "third": third, "limit": limit},
    )
    return [
        Ageing(
            row.hospital,
            row.payer,
            row.claims,
            *map(int, (row.open_fen, row.first_fen, row.second_fen, row.third_fen, row.over_fen)),
        )
        for row in rows
    ]
