"""A matter asks for its households once, for all of them or none, out of an account that may pay."""

import asyncio

import pytest
from sqlmodel import select

from services.funds.operations.payment_request.request_payments import request_payments
from services.funds.rules.account import AccountKey, AccountKind, Overdrawn
from services.funds.rules.payment import NotAPayingAccount, PaymentState
from services.funds.rules.payment_request import AskedBefore, RequestState
from services.funds.schemas.payment_request import RequestPayments
from services.funds.store.ledger import lock_accounts
from services.funds.tables import Payment
from shared import database
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.builders.funds_payments import CLAUSE, JULY_1, LINE, a_line, room_fen

DEPARTMENT = Principal("住建局系统", Role.DEPARTMENT, COUNTY, "housing")


async def a_form(session, *households, amount="1000.00", about_id=None, key=LINE, **more) -> RequestPayments:
    [account] = await lock_accounts(session, key)
    rows = [{"household_id": one, "region": VILLAGE, "amount_yuan": amount} for one in households or [uuid7()]]
    facts = {"about": "housing", "about_id": about_id or uuid7(), "title": "2020年危房改造", "clause": CLAUSE, "rows": rows}
    return RequestPayments.model_validate(facts | {"account_id": account.account_id} | more)


async def test_the_money_is_set_aside_and_the_payments_wait_to_be_signed_for(session):
    await a_line(session, 1_000_000)
    form = await a_form(session, uuid7(), uuid7())

    request = await request_payments(session, form, by=DEPARTMENT, at=JULY_1)

    assert (request.number, request.state, request.households, request.total_fen) == (
        "SQ-371311-2020-0001",
        RequestState.ASKED,
        2,
        200_000,
    )
    payments = (await session.exec(select(Payment))).all()
    assert {(one.state, one.programme, one.period, one.asked_by) for one in payments} == {
        (PaymentState.ASKED, "housing", "2020", "住建局系统")
    }
    assert await room_fen(session) == (800_000, 200_000, 0)


async def test_a_household_is_asked_for_once_a_matter_and_round(session):
    await a_line(session)
    matter, household = uuid7(), uuid7()
    await request_payments(session, await a_form(session, household, about_id=matter), by=DEPARTMENT, at=JULY_1)

    again = await a_form(session, uuid7(), household, about_id=matter)
    with pytest.raises(AskedBefore) as refused:
        await request_payments(session, again, by=DEPARTMENT, at=JULY_1)
    assert (refused.value.pointer, refused.value.facts["rows"]) == ("/rows/1", [2])
    await request_payments(session, await a_form(session, household, about_id=matter, round=2), by=DEPARTMENT, at=JULY_1)


async def test_what_the_line_has_no_room_for_is_asked_for_by_nobody(session):
    await a_line(session, 150_000)

    with pytest.raises(Overdrawn):
        await request_payments(session, await a_form(session, uuid7(), uuid7()), by=DEPARTMENT, at=JULY_1)

    assert (await session.exec(select(Payment))).all() == []


async def test_nothing_is_paid_straight_out_of_the_pool_or_outside_the_askers_region(session):
    await a_line(session)
    pool = AccountKey(AccountKind.COUNTY_POOL, COUNTY)
    with pytest.raises(NotAPayingAccount):
        await request_payments(session, await a_form(session, key=pool), by=DEPARTMENT, at=JULY_1)
    town = Principal("镇街", Role.TOWN, OTHER_VILLAGE[:9])
    with pytest.raises(OutsideRegion):
        await request_payments(session, await a_form(session), by=town, at=JULY_1)


async def test_two_requests_of_one_matter_at_once_ask_once(sessions, session):
    await a_line(session)
    form = await a_form(session)
    await session.commit()

    async def ask() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await request_payments(own, form, by=DEPARTMENT, at=JULY_1)

    outcomes = await asyncio.gather(ask(), ask(), ask(), return_exceptions=True)

    assert sorted(type(one).__name__ for one in outcomes) == ["AskedBefore", "AskedBefore", "NoneType"]


async def test_thirty_requests_at_once_over_one_line_never_set_aside_more_than_it_has(sessions, session):
    await a_line(session, 1_000_000)
    forms = [await a_form(session) for _ in range(30)]
    await session.commit()

    async def ask(form) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await request_payments(own, form, by=DEPARTMENT, at=JULY_1)

    outcomes = await asyncio.gather(*map(ask, forms), return_exceptions=True)

    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType"] * 10 + ["Overdrawn"] * 20
    await database.set_scope(session, database.the_platform("test", "test"))
    assert await room_fen(session) == (0, 1_000_000, 0)
