"""A batch that nobody has taken can be undone; one that the bank may have cannot."""

import pytest

from services.funds.operations.payment_batch.cancel_batch import cancel_batch
from services.funds.operations.payment_batch.take_file import take_file
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_batch import BatchCancelled, BatchState, BatchTaken, FileForm
from services.funds.schemas.payment_batch import CancelBatch
from tests.builders.funds_payments import (
    CASHIER,
    JULY_1,
    a_batch,
    a_line,
    a_paying_account,
    answered,
    approved,
    lines_of,
    success,
)

REASON = CancelBatch(reason="代发账户有误")


async def test_its_payments_wait_for_the_next_batch_and_its_number_stays_used(session):
    await a_line(session)
    await a_paying_account(session)
    [payment] = await approved(session)
    batch = await a_batch(session)

    await cancel_batch(session, batch.id, REASON, at=JULY_1)

    assert (batch.state, payment.state) == (BatchState.CANCELLED, PaymentState.APPROVED)
    assert (await a_batch(session)).number == "FF-371311-2020-0002"
    with pytest.raises(BatchCancelled):
        await cancel_batch(session, batch.id, REASON, at=JULY_1)


async def test_what_the_bank_may_have_is_not_cancelled(session):
    await a_line(session)
    await a_paying_account(session)
    await approved(session)
    batch = await a_batch(session)
    await take_file(session, batch.id, FileForm.CSV, by=CASHIER, at=JULY_1)

    with pytest.raises(BatchTaken):
        await cancel_batch(session, batch.id, REASON, at=JULY_1)


async def test_an_answer_to_a_cancelled_batch_is_an_alarm_and_pays_nothing(session):
    await a_line(session)
    await a_paying_account(session)
    [payment] = await approved(session)
    batch = await a_batch(session)
    await cancel_batch(session, batch.id, REASON, at=JULY_1)

    answer = await answered(session, success((await lines_of(session, batch))[0]))

    assert [trouble["code"] for trouble in answer.troubles] == ["batch-cancelled"]
    assert payment.state is PaymentState.APPROVED
