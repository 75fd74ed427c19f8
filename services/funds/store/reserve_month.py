"""A month of a town's reserve, recomputed from the books."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.received import next_month
from services.funds.rules.reserve import Month
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.reserve import get_reserve, moved_since, sum_moves
from services.funds.tables import sums_of
from shared.clock import CHINA

_GRANTS = text("""
SELECT count(*) AS grants,
       count(*) FILTER (WHERE g.state = 'paid' AND g.papers_filed_on IS NULL AND g.papers_due_on < :today) AS without_papers
FROM payment p JOIN emergency_grant g ON g.id = p.about_id
WHERE p.about = 'emergency-grant' AND p.paid_at >= :since AND p.paid_at < :before AND g.town = :town
""")


@dataclass(frozen=True, slots=True)
class Told:
    """A month with how many first grants it paid, and of how many the papers are late."""

    month: Month
    grants: int
    without_papers: int


async def read_month(session: AsyncSession, town: str, first: date, *, on: date) -> Told:
    """Raises NoSuchReserve."""
    account = await get_reserve(session, town)
    following = next_month(first)
    balance = sums_of(account).balance_fen
    opening, closing = [balance - await moved_since(session, account.id, day) for day in (first, following)]
    filled = granted = returned = other = 0
    for purpose, phase, came, went in await sum_moves(session, account.id, first=first, next=following):
        if purpose == Purpose.RESERVE_FILL and phase != Phase.REVERSED:
            filled += came - went
        elif purpose == Purpose.RECOVERY or (phase == Phase.REVERSED and purpose != Purpose.RESERVE_FILL):
            returned += came - went
        elif purpose in (Purpose.EMERGENCY_GRANT, Purpose.HOUSEHOLD_PAYMENT):
            granted += went - came
        else:
            other += came - went
    since, before = (datetime.combine(day, time(), CHINA) for day in (first, following))
    asked = {"town": town, "since": since, "before": before, "today": on}
    row = (await session.execute(_GRANTS, asked)).one()
    return Told(Month(opening, filled, granted, returned, other, closing), int(row.grants), int(row.without_papers))
