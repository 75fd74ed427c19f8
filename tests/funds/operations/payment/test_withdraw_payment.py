"""A payment that is not made sets its money free, once, and not while the bank has it."""

import pytest

from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.rules.payment import PaymentState, PaymentStateForbids
from services.funds.schemas.payment import WithdrawPayment
from tests.builders.funds_payments import JULY_1, a_batch, a_line, a_paying_account, approved, room_fen

REASON = WithdrawPayment(reason="经复核不符合条件")


async def test_its_money_is_free_again_once(session):
    await a_line(session, 1_000_000)
    [payment] = await approved(session)
    assert await room_fen(session) == (900_000, 100_000, 0)

    await withdraw_payment(session, payment.id, REASON, at=JULY_1)

    assert (payment.state, payment.withdrawal) == (PaymentState.WITHDRAWN, "经复核不符合条件")
    assert await room_fen(session) == (1_000_000, 0, 0)
    with pytest.raises(PaymentStateForbids):
        await withdraw_payment(session, payment.id, REASON, at=JULY_1)


async def test_what_is_with_the_bank_cannot_be_withdrawn(session):
    await a_line(session)
    await a_paying_account(session)
    [payment] = await approved(session)
    await a_batch(session)

    with pytest.raises(PaymentStateForbids):
        await withdraw_payment(session, payment.id, REASON, at=JULY_1)
