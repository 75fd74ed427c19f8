"""Closed periods of a county's books, and what keeps one from being closed."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DifferenceState
from services.funds.rules.period import BankStanding, Period
from services.funds.rules.transfer import About, Phase
from services.funds.tables import BankAccount, BankDifference, BookPeriod, Transfer

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('books ' || :county, 0))")


async def lock_books(session: AsyncSession, county: str) -> None:
    """Wait for the postings that are on their way in a county, and keep others out until the transaction ends.

    The other side of the trigger `keep_periods`: between looking and closing, nothing is booked.
    """
    await session.execute(_LOCK, {"county": county})


async def list_closed(session: AsyncSession, county: str) -> list[Period]:
    rows = await session.exec(select(BookPeriod).where(BookPeriod.region == county, col(BookPeriod.is_closed)))
    return [row.period for row in rows]


_CLOSED = text("""
SELECT region, year, month FROM book_period WHERE region = ANY (CAST(:counties AS text[])) AND is_closed
""")


async def list_closed_of(session: AsyncSession, counties: Collection[str]) -> dict[str, list[Period]]:
    """The closed periods of several counties, by county."""
    closed: dict[str, list[Period]] = {county: [] for county in counties}
    for row in await session.execute(_CLOSED, {"counties": list(closed)}):
        closed[row.region].append(Period(row.year, row.month))
    return closed


async def list_periods(session: AsyncSession, county: str) -> Sequence[BookPeriod]:
    """All periods that were ever closed, the newest first; twelve months and a year each."""
    rows = (await session.exec(select(BookPeriod).where(BookPeriod.region == county))).all()
    return sorted(rows, key=lambda row: row.period.place, reverse=True)


async def find_period(session: AsyncSession, county: str, period: Period) -> BookPeriod | None:
    mine = (BookPeriod.region == county, BookPeriod.year == period.year, BookPeriod.month == period.month)
    return (await session.exec(select(BookPeriod).where(*mine).with_for_update())).first()


# One probe of the index by day for each month of the years that were used: not a scan of the books.
_USED = text("""
SELECT extract(year FROM month)::int AS year, extract(month FROM month)::int AS month
FROM generate_series(date_trunc('month', (SELECT min(booked_on) FROM posting)::timestamp), CAST(:until AS timestamp),
                     interval '1 month') AS month
WHERE EXISTS (SELECT FROM posting WHERE booked_on >= month::date AND booked_on < (month + interval '1 month')::date
              AND starts_with(region, :county))
""")


async def list_used_months(session: AsyncSession, county: str, *, until: date) -> list[Period]:
    """The months of a county, up to a day, in which something was booked."""
    return [Period(row.year, row.month) for row in await session.execute(_USED, {"county": county, "until": until})]


async def list_waiting(session: AsyncSession, county: str, period: Period, *, days: int, limit: int = 100) -> Sequence[UUID]:
    """Reservations made more than `days` before the period's last day that nothing follows."""
    follower = aliased(Transfer)
    query = select(Transfer.id).where(
        Transfer.phase == Phase.RESERVED,
        # What is promised for a house waits until it is built, over months and a year's end: that is what it is for.
        Transfer.about != About.HOUSE_HOLD,
        col(Transfer.booked_on) < period.last_day - timedelta(days=days),
        col(Transfer.region).startswith(county),
        ~select(follower.id).where(follower.follows_id == Transfer.id).exists(),
    )
    return (await session.exec(query.limit(limit))).all()


async def list_bank_standings(session: AsyncSession, county: str, *, until: date) -> list[BankStanding]:
    """How far each bank account of a county was reconciled, up to a day."""
    differs = (
        select(func.count())
        .select_from(BankDifference)
        .where(
            BankDifference.bank_account_id == BankAccount.id,
            BankDifference.state == DifferenceState.OPEN,
            col(BankDifference.happened_on) <= until,
        )
        .scalar_subquery()
    )
    rows = await session.exec(select(BankAccount, differs).where(col(BankAccount.region).startswith(county)))
    return [BankStanding(account.title, account.opened_on, account.stated_on, count) for account, count in rows]
