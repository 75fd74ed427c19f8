"""At the end of a year young money is carried over, old money clawed back, set-aside money stays: by two people, and once."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.funds.operations.budget.approve_year_end import approve_year_end
from services.funds.operations.budget.ask_year_end import ask_year_end
from services.funds.rules.account import Source
from services.funds.rules.budget import pool_key
from services.funds.rules.budget_line import MoveKind
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import Purpose
from services.funds.rules.year_end import YearEndDecided, YearEndOutdated, YearEndState
from services.funds.schemas.year_end import CloseYear, DecideYearEnd
from services.funds.store.budget import find_budget_year
from services.funds.store.budget_line import get_counted
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import ask_payments
from shared import clock, database
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import (
    APPROVER,
    IN_MARCH,
    NEXT_JANUARY,
    a_draft,
    a_line,
    a_share,
    an_ask,
    key_of,
    money_of,
    set_down,
    year_ended,
)

YEAR_AFTER = datetime(2022, 1, 4, 9, 0, tzinfo=clock.CHINA)


async def closed(session, year: int = 2020, *, at=NEXT_JANUARY):
    return await year_ended(session, year, at=at)


async def asked(session, year: int = 2020, *, at=NEXT_JANUARY):
    row, _ = await ask_year_end(session, CloseYear(county=COUNTY, year=year), by=COUNTY_OFFICER, at=at)
    return row


async def approved(session, year_end, *, by=APPROVER):
    return await approve_year_end(session, year_end.id, DecideYearEnd(), by=by, at=NEXT_JANUARY)


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


async def test_nothing_moves_before_another_person_has_agreed(session):
    line = await a_line(session, 100_00)
    row = await asked(session)
    assert (await get_counted(session, line.number)).sums.available_fen == 100_00

    with pytest.raises(SamePerson):
        await approved(session, row, by=COUNTY_OFFICER)
    await approved(session, row)

    assert (row.state, row.decided_by) == (YearEndState.DONE, APPROVER.subject)
    with pytest.raises(YearEndDecided):
        await approved(session, row)
    assert (await get_counted(session, line.number)).taken_out_fen == 100_00


async def test_what_is_carried_out_is_what_was_looked_at(session):
    line = await a_line(session, 100_00)
    row = await asked(session)
    await ask_payments(session, [an_ask(30_00)], out_of=key_of(line), purpose=Purpose.HOUSEHOLD_PAYMENT, by="测试", at=IN_MARCH)

    with pytest.raises(YearEndOutdated) as refused:
        await approved(session, row)

    assert refused.value.facts == {"asked_fen": 100_00, "amount_fen": 70_00}
    again = await asked(session)
    assert row.state is YearEndState.REPLACED
    _, [done] = await approved(session, again)
    assert done.amount_fen == 70_00


async def test_a_second_close_finds_nothing(session):
    await a_line(session, 100_00)
    await closed(session)
    assert await closed(session) == []


async def test_two_who_agree_at_once_carry_each_line_over_once(sessions, session):
    line = await a_line(session, 100_00)
    row = await asked(session)
    await session.commit()

    async def agree(name: str) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await approved(own, row, by=Principal(name, Role.COUNTY, COUNTY))
        except YearEndDecided as refused:
            return refused.code
        return "done"

    assert sorted(await asyncio.gather(agree("甲"), agree("乙"))) == ["done", "year-end-decided"]
    async with database.transaction(sessions, database.the_platform("test", "test")) as own:
        assert (await get_counted(own, line.number)).taken_out_fen == 100_00


async def test_the_database_lets_nobody_end_a_year_alone(session):
    await a_line(session, 100_00)
    row = await asked(session)
    with pytest.raises(IntegrityError, match="year_end_decided_by_another"):
        await session.execute(
            text("UPDATE year_end SET state = 'done', decided_by = asked_by, decided_at = asked_at WHERE id = :id"),
            {"id": row.id},
        )
