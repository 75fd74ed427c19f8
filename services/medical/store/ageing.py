"""What is owed to hospitals and not paid on a day: what it comes to by age, and the claims behind every sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.receivable import AGE_BOUNDS, Age, days_of
from shared.clock import CHINA

# An entry and its counter-entry age together, from the day of the entry: what was taken back before it was paid is nobody's debt.
# What was paid is open no longer, so a counter-entry that comes after payment stands alone, from the day of the reversal.
# A claim is known by its first entry, so that pages follow the order in which claims were booked.
_CLAIMS = """
WITH claim AS (
    SELECT (array_agg(r.id ORDER BY r.id))[1] AS id, r.hospital, r.payer, r.settlement_id, r.layer, min(r.title) AS title,
           sum(r.amount_fen) AS open_fen, min(r.owed_on) AS owed_on, CAST(:on AS date) - min(r.owed_on) AS days
    FROM receivable r
    WHERE r.booked_at < :before AND NOT EXISTS (
        SELECT FROM clearing_line l JOIN clearing_statement st ON st.id = l.statement_id
        WHERE l.receivable_id = r.id AND NOT l.is_released AND st.state = 'paid' AND st.paid_on <= :on)
      AND (CAST(:hospital AS text) IS NULL OR r.hospital = :hospital)
      AND (CAST(:payer AS text) IS NULL OR r.payer = :payer)
    GROUP BY r.hospital, r.payer, r.settlement_id, r.layer
)
"""
_AGEING = text(f"""{_CLAIMS}
SELECT hospital, payer, count(*) AS claims, sum(open_fen) AS open_fen,
       coalesce(sum(open_fen) FILTER (WHERE days <= :first), 0) AS first_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :first AND days <= :second), 0) AS second_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :second AND days <= :third), 0) AS third_fen,
       coalesce(sum(open_fen) FILTER (WHERE days > :third), 0) AS over_fen
FROM claim WHERE open_fen <> 0
GROUP BY hospital, payer ORDER BY hospital, payer LIMIT :limit
""")  # noqa: S608  the interpolation is a constant of our own
_OF_AGE = """
open_fen <> 0 AND (CAST(:since AS int) IS NULL OR days >= :since) AND (CAST(:until AS int) IS NULL OR days <= :until)
"""
_OPEN = text(f"""{_CLAIMS}
SELECT claim.*, st.id AS statement_id, st.state AS statement_state
FROM claim
LEFT JOIN clearing_line l ON l.receivable_id = claim.id AND NOT l.is_released
LEFT JOIN clearing_statement st ON st.id = l.statement_id
WHERE {_OF_AGE} AND (CAST(:after AS uuid) IS NULL OR claim.id > :after)
ORDER BY claim.id LIMIT :limit
""")  # noqa: S608
_SUM = text(f"{_CLAIMS} SELECT count(*) AS claims, coalesce(sum(open_fen), 0) AS open_fen FROM claim WHERE {_OF_AGE}")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Asked:
    """Which claims are meant: those open at the end of a day, of one hospital or payer, of one age."""

    on: date
    hospital: str | None = None
    payer: str | None = None
    age: Age | None = None

    @property
    def of_any_age(self) -> dict[str, Any]:
        before = datetime.combine(self.on + timedelta(days=1), time.min, CHINA)
        return {"on": self.on, "before": before, "hospital": self.hospital, "payer": self.payer}

    @property
    def of_age(self) -> dict[str, Any]:
        since, until = days_of(self.age) if self.age else (None, None)
        return self.of_any_age | {"since": since, "until": until}


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


async def age_receivables(session: AsyncSession, asked: Asked, *, limit: int) -> list[Ageing]:
    """What was booked by the end of a day and not paid by then, by hospital and payer; of every age, whatever was asked."""
    first, second, third = AGE_BOUNDS
    rows = await session.execute(_AGEING, asked.of_any_age | {"first": first, "second": second, "third": third, "limit": limit})
    return [
        Ageing(
            row.hospital,
            row.payer,
            row.claims,
            *map(int, (row.open_fen, row.first_fen, row.second_fen, row.third_fen, row.over_fen)),
        )
        for row in rows
    ]


async def list_open_claims(session: AsyncSession, asked: Asked, *, after: UUID | None, limit: int) -> Sequence[RowMapping]:
    """The claims behind a sum, in the order in which they were booked, each with the statement that it stands on."""
    return (await session.execute(_OPEN, asked.of_age | {"after": after, "limit": limit})).mappings().all()


async def sum_open_claims(session: AsyncSession, asked: Asked) -> tuple[int, int]:
    """How many claims a list has in all, and what they come to in fen."""
    row = (await session.execute(_SUM, asked.of_age)).one()
    return row.claims, int(row.open_fen)
