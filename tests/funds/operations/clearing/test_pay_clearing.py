"""A hospital is paid what a payer owes it: once, out of that payer's account, or it is said precisely why not."""

import asyncio

import pytest
from sqlmodel import select

from services.funds.operations.clearing.pay_clearing import pay_clearing
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.clearing import Claim, ClearingStands, ClearingState
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.ledger import lock_accounts
from services.funds.tables import ClearingPayment
from shared import database
from shared.events.funds import ClearingPaid, ClearingRefused
from tests.builders.funds import AID_FUND, COUNTY, DETECTED_AT, a_filled_payer, an_approval


def a_claim(**given) -> Claim:
    event = an_approval(**given)
    return Claim(event.statement_id, event.region, event.hospital, event.payer, event.period, event.amount_fen, event.ask)


async def balances(session) -> tuple[int, int]:
    fund, hospital = await lock_accounts(
        session,
        AccountKey(AccountKind.PAYER_FUND, COUNTY, AID_FUND),
        AccountKey(AccountKind.HOSPITAL_PAID_OUT, COUNTY, "H37131100001"),
    )
    return fund.sums.balance_fen, hospital.sums.balance_fen


async def test_the_payers_money_goes_to_the_hospital_and_that_is_told(session, emitted):
    await a_filled_payer(session)
    claim = a_claim()

    payment = await pay_clearing(session, claim, at=DETECTED_AT)

    assert payment.state is ClearingState.PAID
    assert await balances(session) == (60_000_00, 40_000_00)
    [told] = await emitted(session)
    assert isinstance(told, ClearingPaid)
    assert (told.statement_id, told.amount_fen, told.transfer_id) == (claim.statement_id, 40_000_00, payment.transfer_id)


async def test_a_statement_that_is_asked_for_twice_is_paid_once(session, emitted):
    await a_filled_payer(session)
    claim = a_claim()

    await pay_clearing(session, claim, at=DETECTED_AT)
    await pay_clearing(session, a_claim(statement_id=claim.statement_id, ask=2), at=DETECTED_AT)

    assert await balances(session) == (60_000_00, 40_000_00)
    assert len(await emitted(session)) == 1


async def test_a_payer_without_an_account_is_refused_and_gets_none(session, emitted):
    payment = await pay_clearing(session, a_claim(payer="写错的支付方"), at=DETECTED_AT)

    [told] = await emitted(session)
    assert isinstance(told, ClearingRefused)
    assert (told.code, told.ask, payment.state) == ("payer-account-missing", 1, ClearingState.REFUSED)
    assert "重新请求支付" in told.reason


async def test_a_short_account_is_refused_whole_and_pays_when_it_is_filled_and_asked_again(session, emitted):
    await a_filled_payer(session, 39_999_99)
    claim = a_claim()

    await pay_clearing(session, claim, at=DETECTED_AT)
    assert await balances(session) == (39_999_99, 0)
    await a_filled_payer(session, 1)
    paid = await pay_clearing(session, a_claim(statement_id=claim.statement_id, ask=2), at=DETECTED_AT)

    assert await balances(session) == (0, 40_000_00)
    assert (paid.state, paid.asks, paid.refusal_code) == (ClearingState.PAID, 2, None)
    assert [type(event).__name__ for event in await emitted(session)] == ["ClearingRefused", "ClearingPaid"]
    assert len((await session.exec(select(ClearingPayment))).all()) == 1


async def test_two_statements_at_once_never_overdraw_a_payer(session, sessions):
    await a_filled_payer(session, 60_000_00)
    await session.commit()

    async def pay() -> ClearingState:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            return (await pay_clearing(own, a_claim(), at=DETECTED_AT)).state

    states = await asyncio.gather(*(pay() for _ in range(4)))

    assert sorted(states) == [ClearingState.PAID, ClearingState.REFUSED, ClearingState.REFUSED, ClearingState.REFUSED]


async def test_a_clearing_is_not_reversed_behind_the_back_of_its_statement(session):
    await a_filled_payer(session)
    payment = await pay_clearing(session, a_claim(), at=DETECTED_AT)
    assert payment.transfer_id is not None

    with pytest.raises(ClearingStands):
        await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="金额有误"), at=DETECTED_AT)
