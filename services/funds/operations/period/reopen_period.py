from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.period import PeriodIsOpen, must_be_reopenable
from services.funds.schemas.period import ReopenPeriod
from services.funds.store.period import find_period, list_closed, lock_books
from services.funds.tables import BookPeriod
from shared.security import Principal


async def reopen_period(session: AsyncSession, form: ReopenPeriod, *, by: Principal, at: datetime) -> BookPeriod:
    """Open the last closed period of a county's books again, with the reason.

    Raises OutsideRegion, PeriodIsOpen, LaterPeriodClosed.
    """
    by.must_cover(form.county, pointer="/county")
    await lock_books(session, form.county)
    row = await find_period(session, form.county, form.period)

    must_be_reopenable(form.period, await list_closed(session, form.county))
    if row is None:
        raise PeriodIsOpen(period=form.period.name)

    row.is_closed, row.reopened_by, row.reopened_at, row.reason = False, by.subject, at, form.reason
    session.add(row)
    await session.flush()
    return row
