"""Loans of which the public or an officer has to be told yet."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.depreciation import months_later
from services.funds.rules.loan import EntryKind, LoanState
from services.funds.tables import Loan, LoanEntry, LoanInstalment

ONE_DAY = timedelta(days=1)
_LONG_AGO = date(1900, 1, 1)


async def find_quarter_to_tell(session: AsyncSession, *, until_on: date) -> tuple[str, tuple[date, date]] | None:
    """The county and calendar quarter, over by this day, of the earliest loan of which the public has not read."""
    query = (
        select(col(Loan.county), col(Loan.drawn_on))
        .where(col(Loan.drawn_on).is_not(None), col(Loan.disclosed_id).is_(None))
        .order_by(col(Loan.drawn_on), col(Loan.county))
    )
    found = (await session.exec(query.limit(1))).first()
    if found is None or (day := found[1]) is None:
        return None
    county = found[0]
    from_on, to_on = quarter_around(day)
    return (county, (from_on, to_on)) if to_on < until_on else None


def quarter_around(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar quarter."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return first, months_later(first, 3) - ONE_DAY


async def lock_loans_of_quarter(session: AsyncSession, county: str, *, from_on: date, to_on: date) -> Sequence[Loan]:
    """What was lent in a county in these days and not told of yet, locked. All of it: who is left out could be reckoned."""
    query = select(Loan).where(
        Loan.county == county,
        col(Loan.drawn_on) >= from_on,
        col(Loan.drawn_on) <= to_on,
        col(Loan.disclosed_id).is_(None),
    )
    return (await session.exec(query.order_by(col(Loan.id)).with_for_update())).all()


async def lock_loans_to_tell(
    session: AsyncSession, *, remind_until: date, on: date, limit: int
) -> Sequence[tuple[Loan, date, int]]:
    """Loans whose borrower has to be told something, each with its next or missed due day and what is owed of it.

    Both come of the plan in force: the first day by which more falls due than was repaid.
    """
    so_far = func.sum(col(LoanInstalment.principal_fen)).over(
        partition_by=col(LoanInstalment.loan_id), order_by=col(LoanInstalment.due_on)
    )
    due = (
        select(col(LoanInstalment.loan_id), col(LoanInstalment.due_on), so_far.label("so_far"))
        .where(col(LoanInstalment.is_in_force), col(LoanInstalment.due_on) <= remind_until)
        .subquery()
    )
    lent = (
        select(func.sum(col(LoanInstalment.principal_fen)))
        .where(LoanInstalment.loan_id == Loan.id, col(LoanInstalment.is_in_force))
        .correlate(Loan)
        .scalar_subquery()
    )
    repaid = lent - col(Loan.outstanding_fen)
    is_untold = (due.c.due_on < on) & (func.coalesce(col(Loan.overdue_told_for), _LONG_AGO) < due.c.due_on) | (
        (due.c.due_on >= on) & (func.coalesce(col(Loan.reminded_for), _LONG_AGO) < due.c.due_on)
    )
    query = (
        select(col(Loan.id), due.c.due_on, (due.c.so_far - repaid).label("owed"))
        .join(due, due.c.loan_id == col(Loan.id))
        .where(Loan.state == LoanState.LENT, due.c.so_far > repaid, is_untold)
        .order_by(col(Loan.id), due.c.due_on)
        .limit(limit)
    )
    found: dict[UUID, tuple[date, int]] = {}
    for loan_id, due_on, owed in await session.execute(query):
        found.setdefault(loan_id, (due_on, int(owed)))
    locked = select(Loan).where(col(Loan.id).in_(found)).order_by(col(Loan.id)).with_for_update(skip_locked=True)
    rows = await session.exec(locked.execution_options(populate_existing=True))
    return [(loan, *found[loan.id]) for loan in rows]


async def sum_drawn(session: AsyncSession, loan_ids: Collection[UUID]) -> dict[UUID, int]:
    """What was lent of each loan, which may be less than was granted, in fen."""
    query = select(LoanEntry.loan_id, LoanEntry.principal_fen).where(
        col(LoanEntry.loan_id).in_(loan_ids), LoanEntry.kind == EntryKind.DRAWN
    )
    return dict((await session.exec(query)).all())
