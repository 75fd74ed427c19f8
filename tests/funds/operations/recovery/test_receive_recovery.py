"""Money comes back to where it came from: the whole by reversing the payment, parts by transfers of their own, all in public."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.recovery.order_recovery import order_recovery
from services.funds.operations.recovery.receive_recovery import receive_recovery
from services.funds.rules.account import AccountKind, NoSuchAccount
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.grant import GrantState
from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveredInFuture, RecoveredTooMuch, RecoveryOver, RecoveryState, RecoveryWhy
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.recovery import OrderRecovery, ReceiveRecovery
from services.funds.store.budget_line import get_counted
from services.funds.store.recovery import get_recovery
from services.funds.tables import Disclosure, RecoveryReceipt, Transfer
from shared import database
from shared.database import set_scope
from shared.events.funds import GrantRecovered, HouseholdPaymentReturned
from tests.builders.funds import a_filled_reserve, balance_fen
from tests.builders.funds_grants import (
    CLERK,
    COUNTY_CLERK,
    JUNE_20,
    LINE_FEN,
    agreed,
    an_aid_line,
    asked_back,
    first_aid,
    given_back,
    paid_for,
    payment_of,
    submitted,
)
from tests.builders.funds_payments import (
    FIRST_OF_COUNTY,
    a_batch,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    lines_of,
    sign,
    success,
)


async def entries(session) -> list[PublicEntry]:
    return [PublicEntry.read(one.canonical) for one in await session.exec(select(Disclosure).order_by(Disclosure.id))]


async def test_the_whole_at_once_reverses_the_payment(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    order = await asked_back(session, grant)

    await given_back(session, order, "3000.00")

    payment = await payment_of(session, grant)
    receipt = (await session.exec(select(RecoveryReceipt))).one()
    reversal = await session.get_one(Transfer, receipt.transfer_id)
    assert (reversal.phase, reversal.follows_id) == (Phase.REVERSED, payment.transfer_id)
    assert (order.state, payment.state, grant.state) == (RecoveryState.RECOVERED, PaymentState.RETURNED, GrantState.RETURNED)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 3_000_000
    assert [one.kind for one in await entries(session)] == ["emergency-grant", "grant-returned"]


async def test_parts_are_transfers_of_their_own_and_the_last_returns_the_payment(session, emitted):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    order = await asked_back(session, grant)

    for amount in ("1000.00", "1999.99"):
        await given_back(session, order, amount)
        assert (order.state, grant.state) == (RecoveryState.OPEN, GrantState.PAID)
    with pytest.raises(RecoveredTooMuch):
        await given_back(session, order, "0.02")
    await given_back(session, order, "0.01")

    moved = (await session.exec(select(Transfer).where(Transfer.purpose == Purpose.RECOVERY))).all()
    assert sorted(one.amount_fen for one in moved) == [1, 100_000, 199_999]
    assert (order.state, order.recovered_fen, grant.state) == (RecoveryState.RECOVERED, 300_000, GrantState.RETURNED)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 3_000_000
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 0
    shown = await entries(session)
    assert [(one.kind, one.amount_fen) for one in shown[1:]] == [
        ("grant-recovered", 100_000),
        ("grant-recovered", 199_999),
        ("grant-recovered", 1),
    ]
    assert all(one.subject == "某村 1 户" and len(one.region) == 9 for one in shown)
    assert sum(isinstance(one, GrantRecovered) for one in await emitted(session)) == 1
    with pytest.raises(RecoveryOver):
        await given_back(session, order, "1.00")


async def test_tomorrows_money_is_not_here(session):
    await a_filled_reserve(session)
    order = await asked_back(session, await first_aid(session))
    form = ReceiveRecovery(amount_fen="1", received_on=(JUNE_20 + timedelta(days=1)).date())

    with pytest.raises(RecoveredInFuture):
        await receive_recovery(session, order.id, form, by=CLERK, at=JUNE_20)


async def test_two_officers_at_once_take_no_more_than_is_owed(session, sessions):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    order = await asked_back(session, grant)
    await session.commit()

    async def take() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await given_back(own, order, "2000.00")

    outcomes = await asyncio.gather(take(), take(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes if outcome) == ["RecoveredTooMuch"]
    await set_scope(session, database.the_platform("test", "test"))
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 2_900_000


async def test_a_whole_grant_comes_back_into_its_line_by_the_county(session, emitted):
    await a_filled_reserve(session)
    line = await an_aid_line(session)
    grant = await first_aid(session)
    await a_payee(session, await a_member(session, household_id=grant.household_id))
    application = await agreed(session, await submitted(session, grant))
    payment = await paid_for(session, application)
    await check_payments(session, at=JUNE_20)
    await sign(session, [payment], FIRST_OF_COUNTY, at=JUNE_20)
    await a_paying_account(session)
    batch = await a_batch(session, at=JUNE_20)
    await answered(session, success((await lines_of(session, batch))[0]), at=JUNE_20)
    form = OrderRecovery(payment_id=payment.id, why=RecoveryWhy.OTHER)
    order = await order_recovery(session, form, by=COUNTY_CLERK, at=JUNE_20)
    order_id, line_number = order.id, line.number
    await session.commit()

    await set_scope(session, CLERK.scope("test"))
    with pytest.raises(NoSuchAccount):
        await given_back(session, await get_recovery(session, order_id), "100.00")
    await session.rollback()
    await set_scope(session, COUNTY_CLERK.scope("test"))
    order = await get_recovery(session, order_id)
    await given_back(session, order, "100.00", by=COUNTY_CLERK)
    rest = 6 * LINE_FEN - 300_000 - 10_000
    await given_back(session, order, f"{rest // 100}.{rest % 100:02}", by=COUNTY_CLERK)

    assert (await get_counted(session, line_number)).sums.available_fen == 500_000_00
    await session.refresh(payment)
    await session.refresh(application)
    assert (order.state, order.application_id, payment.state) == ("recovered", application.id, PaymentState.RETURNED)
    await set_scope(session, database.the_platform("test", "test"))
    assert isinstance((await emitted(session))[-1], HouseholdPaymentReturned)
