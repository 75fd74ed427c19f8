"""What was agreed to is asked for once, out of the reserve or a line, after its notice has stood; what cannot go on waits."""

import asyncio
from datetime import timedelta

from services.funds.operations.grant_application.pay_agreed_grant import pay_agreed_grant
from services.funds.rules.account import AccountKind
from services.funds.rules.grant_application import ApplicationState
from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.tables import Notice, Payment
from shared import database
from shared.notices.laws import Verdict
from tests.builders.funds import a_filled_reserve, balance_fen
from tests.builders.funds_grants import (
    CLERK,
    JUNE_3,
    JUNE_20,
    LINE_FEN,
    agreed,
    an_aid_line,
    first_aid,
    paid_for,
    refills,
    submitted,
)
from tests.builders.funds_notices import an_objection, answered


async def a_towns_grant(session):
    return await agreed(session, await submitted(session, await first_aid(session, burden_fen=500_000)))


async def a_countys_grant(session):
    return await agreed(session, await submitted(session, await first_aid(session)))


async def test_a_towns_grant_is_asked_for_out_of_its_reserve_at_once(session):
    await a_filled_reserve(session)
    application = await a_towns_grant(session)

    payment = await paid_for(session, application, at=JUNE_3)

    assert (payment.state, payment.method, payment.amount_fen) == (PaymentState.ASKED, PaymentMethod.CARD, 3 * LINE_FEN - 100_000)
    assert (payment.asked_by, payment.programme, payment.period) == (CLERK.subject, "emergency-aid", "2020")
    assert (application.state, application.payment_id) == (ApplicationState.ASKED, payment.id)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 2_900_000


async def test_a_countys_grant_waits_for_its_notice_and_is_asked_for_out_of_a_line(session):
    await a_filled_reserve(session)
    line = await an_aid_line(session)
    application = await a_countys_grant(session)

    await pay_agreed_grant(session, application.id, at=JUNE_3)
    assert (application.state, application.held_code) == (ApplicationState.APPROVED, "notice-still-stands")
    payment = await paid_for(session, application)

    assert (payment.amount_fen, application.line, application.held_code) == (6 * LINE_FEN - 300_000, line.number, "")
    assert payment.source == "county"


async def test_the_line_that_the_county_named_pays(session):
    await a_filled_reserve(session)
    await an_aid_line(session)
    named = await an_aid_line(session)
    application = await submitted(session, await first_aid(session))
    await agreed(session, application, line=named.number)

    await paid_for(session, application)

    assert application.line == named.number


async def test_without_money_it_waits_and_goes_on_when_there_is_some(session):
    await a_filled_reserve(session, 100_000)
    application = await a_towns_grant(session)

    await pay_agreed_grant(session, application.id, at=JUNE_3)
    assert (application.state, application.held_code) == (ApplicationState.APPROVED, "overdrawn")
    await a_filled_reserve(session)
    await paid_for(session, application)
    assert application.state is ApplicationState.ASKED


async def test_an_objection_holds_it_and_one_that_is_right_sends_it_back(session):
    await a_filled_reserve(session)
    await an_aid_line(session)
    application = await a_countys_grant(session)
    objection = await an_objection(session, await session.get_one(Notice, application.notice_id), on=JUNE_3.date())
    await pay_agreed_grant(session, application.id, at=JUNE_20)
    assert (application.state, application.held_code) == (ApplicationState.APPROVED, "notice-on-hold")

    await answered(session, objection, verdict=Verdict.STOP, on=JUNE_20.date(), answer="人数与登记不符，退回重核。")
    await pay_agreed_grant(session, application.id, at=JUNE_20 + timedelta(minutes=2))

    assert (application.state, application.held_code) == (ApplicationState.DRAFTED, "notice-stopped")
    assert [payment.about for payment in await refills(session, Payment)] == ["emergency-grant"]


async def test_two_replicas_ask_once(session, sessions):
    await a_filled_reserve(session)
    application = await a_towns_grant(session)
    await session.commit()

    async def once() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await pay_agreed_grant(own, application.id, at=JUNE_3)

    await asyncio.gather(once(), once(), once())

    await database.set_scope(session, database.the_platform("test", "test"))
    assert len([one for one in await refills(session, Payment) if one.about == "grant-application"]) == 1
