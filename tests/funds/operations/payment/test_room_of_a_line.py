"""Whatever officers and the bank do: money set aside + paid + free is what the line had, and no household is paid twice."""

import random

import pytest
from sqlmodel import col, select

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.payment.approve_payments import approve_payments
from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.operations.payment_batch.cancel_batch import cancel_batch
from services.funds.rules.payment import TO_COME, PaymentState
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.payment import ApprovePayments, WithdrawPayment
from services.funds.schemas.payment_batch import CancelBatch
from services.funds.store.ledger import lock_accounts
from services.funds.tables import BatchLine, Payment, PaymentBatch
from shared.errors import Refusal
from tests.builders.funds_payments import (
    JULY_1,
    LINE,
    SIGNER,
    a_batch,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    asked,
    failure,
    success,
)

HAD_FEN = 1_000_000
STEPS = 40


async def _step(session, dice: random.Random, members) -> None:
    """One thing that somebody does, sensible or not."""
    payments = (await session.exec(select(Payment).order_by(col(Payment.id)))).all()
    lines = (await session.exec(select(BatchLine).order_by(col(BatchLine.id)))).all()
    batches = (await session.exec(select(PaymentBatch))).all()
    payment = dice.choice(payments) if payments else None
    line = dice.choice(lines) if lines else None
    match dice.choice(
        ["ask", "sign", "send", "send", "succeed", "succeed", "fail", "both", "renew", "withdraw", "return", "cancel"]
    ):
        case "ask":
            await asked(session, [dice.choice(members)], dice.randint(1, 300_000))
        case "sign" if payments:
            form = ApprovePayments(payment_ids=[one.id for one in payments])
            await approve_payments(session, form, by=SIGNER, at=JULY_1)
        case "send":
            await a_batch(session)
        case "succeed" if line:
            await answered(session, success(line) + "\n" * dice.randint(0, 9))
        case "fail" if line:
            await answered(session, failure(line, "MS03", "系统繁忙") + "\n" * dice.randint(0, 9))
        case "both" if line:
            await answered(session, success(line) + failure(line))
        case "renew" if payment:
            await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)
        case "withdraw" if payment:
            await withdraw_payment(session, payment.id, WithdrawPayment(reason="撤回"), at=JULY_1)
        case "return" if payment and payment.transfer_id:
            await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="退回"), at=JULY_1)
        case "cancel" if batches:
            await cancel_batch(session, dice.choice(batches).id, CancelBatch(reason="作废"), at=JULY_1)


@pytest.mark.parametrize("seed", range(6))
async def test_a_lines_money_is_free_set_aside_or_paid_whatever_is_done(session, seed):
    dice = random.Random(seed)
    await a_line(session, HAD_FEN)
    await a_paying_account(session)
    members = [await a_member(session, at) for at in range(1, 9)]
    for at, member in enumerate(members, start=1):
        await a_payee(session, member, at)

    for _ in range(STEPS):
        try:
            async with session.begin_nested():
                await _step(session, dice, members)
        except Refusal:
            session.expire_all()
        await _holds(session)


async def _holds(session) -> None:
    [line] = await lock_accounts(session, LINE)
    payments = (await session.exec(select(Payment).execution_options(populate_existing=True))).all()
    paid_fen = sum(one.amount_fen for one in payments if one.state is PaymentState.PAID)
    aside_fen = sum(one.amount_fen for one in payments if one.state in TO_COME)

    assert line.sums.credits_pending_fen == aside_fen
    assert line.sums.balance_fen == HAD_FEN - paid_fen
    assert line.sums.available_fen == HAD_FEN - paid_fen - aside_fen >= 0
