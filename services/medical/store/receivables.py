"""What payers owe hospitals: entries, counter-entries, and how far their clearing has come."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

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
