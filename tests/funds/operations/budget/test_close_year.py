"""At the end of a year young money is carried over, old money clawed back, set-aside money stays, and nothing is moved twice."""

import asyncio
from datetime import datetime

import pytest

from services.funds.operations.budget.close_year import close_year
from services.funds.rules.account import Source
from services.funds.rules.budget import pool_key
from services.funds.rules.budget_line import MoveKind, YearNotOver
from services.funds.rules.transfer import Purpose
from services.funds.schemas.budget_line import CloseYear
from services.funds.store.budget import find_budget_year
from services.funds.store.budget_line import get_counted
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import ask_payments
from shared import clock, database
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import IN_MARCH, NEXT_JANUARY, a_draft, a_line, a_share, an_ask, key_of, money_of, set_down

YEAR_AFTER = datetime(2022, 1, 4, 9, 0, tzinfo=clock.CHINA)


async def closed(session, year: int = 2020, *, at=NEXT_JANUARY, is_trial: bool = False):
    return await close_year(session, CloseYear(county=COUNTY, year=year, is_trial=is_trial), by=COUNTY_OFFICER, at=at)


async def test_what_is_left_after_one_year_goes_on_as_a_line_of_the_next(session, emitted):
    line = await a_line(session, 100_00)
    await ask_payments(session, [an_ask(30_00)], out_of=key_of(line), purpose=Purpose.HOUSEHOLD_PAYMENT, by="测试", at=IN_MARCH)

    [done] = await closed(session)

    assert (done.kind, done.amount_fen, done.to_line) == (MoveKind.CARRIED_OUT, 70_00, "B-371311-2021-0001")
    old, new = await get_counted(session, line.number), await get_counted(session, done.to_line)
    assert (old.budget_fen, old.taken_out_fen, old.sums.balance_fen, old.sums.available_fen) == (100_00, 70_00, 30_00, 0)
    assert (new.budget_fen, new.sums.available_fen, new.line.money_of_year, new.line.year) == (70_00, 70_00, 2020, 2021)
    assert (await emitted(session))[-1].kind == "budget-changed"


async def test_what_is_left_after_two_years_goes_back_to_the_pool(session):
    await a_line(session, 100_00)
    await closed(session)

    [done] = await closed(session, 2021, at=YEAR_AFTER)

    assert (done.kind, done.amount_fen, done.to_line) == (MoveKind.CLAWED_BACK, 100_00, "")
    [pool] = await lock_accounts(session, pool_key(COUNTY, Source.CENTRAL, "", 2022))
    assert pool.sums.available_fen == 100_00


async def test_a_fee_that_was_clawed_back_no_longer_fills_its_ceiling(session):
    await money_of(session, 100_00)
    await set_down(session, a_draft(a_share(1_00, use="management-fee"), amount_fen=1_00))
    await closed(session)
    assert (await find_budget_year(session, COUNTY, Source.CENTRAL, 2020)).fee_fen == 1_00

    await closed(session, 2021, at=YEAR_AFTER)

    assert (await find_budget_year(session, COUNTY, Source.CENTRAL, 2020)).fee_fen == 0


async def test_money_that_was_never_set_down_goes_on_in_the_pool_under_its_earmark(session):
    await money_of(session, 100_00, programme="housing")

    [done] = await closed(session)

    assert (done.from_line, done.amount_fen) == ("", 100_00)
    [pool] = await lock_accounts(session, pool_key(COUNTY, Source.CENTRAL, "housing", 2021))
    assert pool.sums.available_fen == 100_00


async def test_a_trial_tells_and_moves_nothing_and_a_second_close_finds_nothing(session):
    line = await a_line(session, 100_00)

    [trial] = await closed(session, is_trial=True)
    assert (trial.kind, trial.amount_fen) == (MoveKind.CARRIED_OUT, 100_00)
    assert (await get_counted(session, line.number)).sums.available_fen == 100_00

    await closed(session)
    assert await closed(session) == []


async def test_a_year_is_not_closed_before_it_is_over(session):
    with pytest.raises(YearNotOver):
        await closed(session, at=datetime(2020, 12, 31, 23, 59, tzinfo=clock.CHINA))


async def test_two_who_close_at_once_carry_each_line_over_once(sessions, session):
    line = await a_line(session, 100_00)
    await session.commit()

    async def close() -> int:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            return sum(one.amount_fen for one in await closed(own))

    assert sorted(await asyncio.gather(close(), close())) == [0, 100_00]
    async with database.transaction(sessions, database.the_platform("test", "test")) as own:
        assert (await get_counted(own, line.number)).taken_out_fen == 100_00
