from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.period import must_agree_with_bank, must_be_closable, must_be_settled
from services.funds.schemas.period import ClosePeriod
from services.funds.store.books_policy import get_books_policy
from services.funds.store.period import (
    find_period,
    list_bank_standings,
    list_closed,
    list_used_months,
    list_waiting,
    lock_books,
)
from services.funds.tables import BookPeriod
from shared.clock import china
from shared.security import Principal


async def close_period(session: AsyncSession, form: ClosePeriod, *, by: Principal, at: datetime) -> BookPeriod:
    """Close a month or a year of a county's books: no posting falls into it any more.

    Raises OutsideRegion, PeriodAlreadyClosed, PeriodNotOver, EarlierPeriodOpen, ReservationsWaiting, BankNotReconciled.
    """
    by.must_cover(form.county, pointer="/county")
    await lock_books(session, form.county)
    period, today = form.period, china(at).date()
    policy = get_books_policy(form.county, period.last_day)
    known = await find_period(session, form.county, period)

    used = await list_used_months(session, form.county, until=min(period.last_day, today))
    must_be_closable(period, closed=await list_closed(session, form.county), used=used, today=today)
    days = policy.waiting.days
    must_be_settled(await list_waiting(session, form.county, period, days=days), days)
    if policy.bank_first.required:
        must_agree_with_bank(period, await list_bank_standings(session, form.county, until=period.last_day))

    row = known or BookPeriod(
        region=form.county, year=period.year, month=period.month, is_closed=True, closed_by=by.subject, closed_at=at
    )
    row.is_closed, row.closed_by, row.closed_at = True, by.subject, at
    session.add(row)
    await session.flush()
    return row
