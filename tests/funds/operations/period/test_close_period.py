"""Closing a month: nothing is booked into it any more, not even at the same moment."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.funds.operations.bank.import_statement import import_statement
from services.funds.operations.bank.reconcile_bank import reconcile_bank
from services.funds.operations.period.close_period import close_period
from services.funds.rules.period import BankNotReconciled, EarlierPeriodOpen, PeriodNotOver, ReservationsWaiting
from services.funds.schemas.period import ClosePeriod
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.statement_file import read_statements
from services.funds.tables import Transfer
from shared.database import the_platform, transaction
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_ledger import (
    POOL,
    TREASURY,
    a_bank_account,
    a_fill,
    a_pool,
    an_allocation,
    at,
    book,
    mt940,
    open_accounts,
)

JULY = at("2020-07-10")
JUNE = ClosePeriod(county=COUNTY, year=2020, month=6)


async def close(session, form=JUNE, *, on=JULY):
    return await close_period(session, form, by=COUNTY_OFFICER, at=on)


async def test_a_closed_month_takes_no_posting_whoever_writes_it(session):
    from services.funds.rules import transfer
    from services.funds.rules.transfer import Phase, Purpose

    await a_pool(session, 100)
    closed = await close(session)
    assert (closed.is_closed, closed.closed_by) == (True, "县区经办")
    await book(session, an_allocation(5), on=JULY)

    treasury, pool = await lock_accounts(session, TREASURY, POOL)
    late = Transfer(
        phase=Phase.MOVED, purpose=Purpose.ALLOCATION, region=COUNTY, amount_fen=5, memo="补记", made_at=at("2020-06-30")
    )
    with pytest.raises(DBAPIError, match="which is closed"):
        await add_transfers(session, (late, transfer.move(treasury, pool, 5)))


async def test_months_are_closed_in_order_and_when_they_are_over(session):
    await open_accounts(session)
    await book(session, an_allocation(100, booked_on="2020-05-10"), on=JULY)
    await book(session, an_allocation(100, booked_on="2020-06-10"), on=JULY)

    with pytest.raises(EarlierPeriodOpen):
        await close(session)
    with pytest.raises(PeriodNotOver):
        await close(session, ClosePeriod(county=COUNTY, year=2020, month=7))
    await close(session, ClosePeriod(county=COUNTY, year=2020, month=5))
    assert (await close(session)).is_closed


async def test_money_set_aside_for_too_long_keeps_a_month_open(session):
    await open_accounts(session)
    await book(session, an_allocation(100, booked_on="2020-05-10"), on=JULY)
    await book(session, a_fill(5, is_reserved=True, booked_on="2020-05-20"), on=JULY)

    assert (await close(session, ClosePeriod(county=COUNTY, year=2020, month=5))).is_closed
    with pytest.raises(ReservationsWaiting):
        await close(session)


async def test_the_bank_comes_first(session):
    account = await a_bank_account(session)
    await a_pool(session, 100)
    with pytest.raises(BankNotReconciled):
        await close(session)

    read = read_statements(mt940([("2020-06-01", 100, "", "拨款"), ("2020-06-21", 3, "", "结息")], until="2020-06-30"))
    await import_statement(session, account.id, read, by=COUNTY_OFFICER, at=JULY)
    found = await reconcile_bank(session, account.id, at=JULY)
    with pytest.raises(BankNotReconciled) as refused:
        await close(session)

    assert (len(found.matches), refused.value.facts["open_differences"]) == (1, 1)


async def test_a_posting_on_its_way_and_a_closing_at_once_do_not_miss_each_other(sessions, session):
    await open_accounts(session)
    await session.commit()

    async def late(amount_fen: int) -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await book(own, an_allocation(amount_fen, booked_on="2020-06-30"), on=JULY)

    async def closing() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await close(own)

    outcomes = await asyncio.gather(
        *(late(n) for n in range(1, 5)), closing(), *(late(n) for n in range(5, 9)), return_exceptions=True
    )

    assert outcomes[4] is None
    # What was refused says so; what was booked was there before the month was closed.
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert all(type(one).__name__ in {"PeriodClosed", "IntegrityError", "DBAPIError"} for one in refused), refused
    async with transaction(sessions, the_platform("test", "test")) as own:
        booked = await own.scalar(text("SELECT count(*) FROM transfer WHERE booked_on = '2020-06-30'"))
    assert booked == 8 - len(refused)
