"""Whole account numbers leave by one door, the same bytes each time, and each taking leaves a trace."""

import pytest
from sqlmodel import select

from services.funds.operations.payment_batch.cancel_batch import cancel_batch
from services.funds.operations.payment_batch.take_file import take_file
from services.funds.rules.payment_batch import BankCodeMissing, BatchCancelled, BatchState, FileForm
from services.funds.schemas.payment_batch import CancelBatch
from services.funds.tables import BatchFileRead
from tests.builders.funds_payments import (
    CASHIER,
    JULY_1,
    a_batch,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    approved,
    asked,
    sign,
)


async def test_it_is_taken_as_often_as_wanted_and_is_always_the_same(session):
    await a_line(session)
    await a_paying_account(session)
    await approved(session)
    batch = await a_batch(session)

    taken = [(await take_file(session, batch.id, FileForm.PAIN_001, by=CASHIER, at=JULY_1))[1] for _ in range(2)]

    assert taken[0] == taken[1]
    assert (batch.state, batch.taken_at) == (BatchState.TAKEN, JULY_1)
    reads = (await session.exec(select(BatchFileRead))).all()
    assert [(read.read_by, read.region) for read in reads] == [(CASHIER.subject, "371311")] * 2


async def test_a_cancelled_batch_and_a_form_that_it_has_not_are_refused(session):
    await a_line(session)
    await a_paying_account(session)
    member = await a_member(session)
    await a_payee(session, member, bank_code="")
    await sign(session, await asked(session, [member]))
    batch = await a_batch(session)

    with pytest.raises(BankCodeMissing):
        await take_file(session, batch.id, FileForm.PAIN_001, by=CASHIER, at=JULY_1)
    await cancel_batch(session, batch.id, CancelBatch(reason="作废"), at=JULY_1)
    with pytest.raises(BatchCancelled):
        await take_file(session, batch.id, FileForm.CSV, by=CASHIER, at=JULY_1)
