"""What households received: one view over all matters, and by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.received import next_month
from services.funds.tables import Disclosure, Payment
from shared.clock import CHINA

PAYMENTS_LIMIT = 1_000
"""More than a household receives in a generation; a view that needs more asks by year."""

# The village is that of the household's last payment: it may have moved within the month.
_MONTH = text("""
SELECT household_id, (array_agg(region ORDER BY id DESC))[1] AS region, count(*) AS payments, sum(amount_fen) AS amount_fen
FROM payment p
WHERE state = 'paid' AND paid_at >= :since AND paid_at < :before
  AND NOT EXISTS (SELECT FROM household_statement s WHERE s.household_id = p.household_id AND s.month = :month)
GROUP BY household_id ORDER BY household_id LIMIT :limit
""")


async def list_received(
    session: AsyncSession, household_id: UUID, *, year: int | None = None
) -> Sequence[tuple[Payment, Disclosure | None]]:
    """All payments to a household with what the public reads of each, the newest first."""
    query = (
        select(Payment, Disclosure)
        .join(Disclosure, col(Disclosure.id) == col(Payment.disclosure_id), isouter=True)
        .where(Payment.household_id == household_id)
        .order_by(col(Payment.id).desc())
        .limit(PAYMENTS_LIMIT)
    )
    if year is not None:
        query = query.where(col(Payment.period).startswith(str(year)))
    return (await session.exec(query)).all()


async def list_received_in(session: AsyncSession, household_id: UUID, month: date) -> Sequence[tuple[Payment, Disclosure | None]]:
    """What reached a household in a month (its first day), the first first."""
    since, before = bounds(month)
    query = (
        select(Payment, Disclosure)
        .join(Disclosure, col(Disclosure.id) == col(Payment.disclosure_id), isouter=True)
        .where(Payment.household_id == household_id, col(Payment.paid_at) >= since, col(Payment.paid_at) < before)
        .order_by(col(Payment.paid_at), col(Payment.id))
        .limit(PAYMENTS_LIMIT)
    )
    return (await session.exec(query)).all()


@dataclass(frozen=True, slots=True)
class MonthOf:
    """What a month brought to a household that was not told of it."""

    household_id: UUID
    region: str
    payments: int
    amount_fen: int


async def list_untold(session: AsyncSession, month: date, *, limit: int) -> list[MonthOf]:
    """Households that a month brought something and that were not told."""
    since, before = bounds(month)
    rows = await session.execute(_MONTH, {"since": since, "before": before, "month": month, "limit": limit})
    return [MonthOf(row.household_id, row.region, row.payments, int(row.amount_fen)) for row in rows]


def bounds(month: date) -> tuple[datetime, datetime]:
    """The instants between which a month lies in China."""
    return datetime.combine(month, time(), CHINA), datetime.combine(next_month(month), time(), CHINA)
