"""A batch: numbered without gaps, everything ready in it once, its files never changed."""

import asyncio
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment_batch.make_batch import make_batch
from services.funds.rules.payment import Ask, PaymentState
from services.funds.rules.payment_batch import BatchState, FileForm, NoPayingAccount, NothingToSend
from services.funds.rules.transfer import About, Purpose
from services.funds.schemas.payment_batch import MakeBatch
from services.funds.store.payment import ask_payments
from services.funds.tables import BatchFile, BatchLine, PaymentBatch
from shared import database
from shared.ids import uuid7
from shared.vault import unseal_bytes
from tests.builders.funds import COUNTY
from tests.builders.funds_payments import (
    ASKER,
    CASHIER,
    CLAUSE,
    JULY_1,
    LINE,
    a_batch,
    a_card,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    approved,
    asked,
    lines_of,
    room_fen,
    sign,
    success,
)


async def test_all_that_is_ready_goes_into_one_batch_and_into_no_other(session):
    await a_line(session)
    await a_paying_account(session)
    payments = await approved(session, 3)

    batch = await a_batch(session)

    assert (batch.number, batch.lines, batch.total_fen, batch.state) == ("FF-371311-2020-0001", 3, 300_000, BatchState.MADE)
    assert {payment.state for payment in payments} == {PaymentState.SENT}
    assert [line.number for line in await lines_of(session, batch)] == [f"FF37131120200001000{at}" for at in (1, 2, 3)]
    with pytest.raises(NothingToSend):
        await a_batch(session)


async def test_both_files_say_what_is_to_be_paid_and_are_what_their_hash_says(session):
    await a_line(session)
    await a_paying_account(session)
    await approved(session)

    await a_batch(session)

    files = {file.form: file for file in await session.exec(select(BatchFile))}
    assert set(files) == {FileForm.CSV, FileForm.PAIN_001}
    for file in files.values():
        content = unseal_bytes(file.content_sealed)
        assert (sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)
        assert a_card(1) in content.decode("utf-8-sig") and "王小明" in content.decode("utf-8-sig")
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text("UPDATE batch_file SET sha256 = 'x'"))


async def test_without_a_banks_number_there_is_no_iso_message_but_a_csv(session):
    await a_line(session)
    await a_paying_account(session)
    member = await a_member(session)
    await a_payee(session, member, bank_code="")
    await sign(session, await asked(session, [member]))

    await a_batch(session)

    assert [file.form for file in await session.exec(select(BatchFile))] == [FileForm.CSV]


async def test_a_county_must_say_first_where_its_money_lies(session):
    with pytest.raises(NoPayingAccount):
        await a_batch(session)


async def test_two_batches_at_once_share_nothing_and_have_two_numbers(sessions, session):
    await a_line(session)
    await a_paying_account(session)
    await approved(session, 6)
    await session.commit()

    async def made() -> str:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            return (await make_batch(own, MakeBatch(county=COUNTY, at_most=2), by=CASHIER, at=JULY_1)).number

    numbers = await asyncio.gather(made(), made(), made())

    await database.set_scope(session, database.the_platform("test", "test"))
    assert sorted(numbers) == [f"FF-371311-2020-000{at}" for at in (1, 2, 3)]
    lines = (await session.exec(select(BatchLine))).all()
    assert len({line.payment_id for line in lines}) == len(lines) == 6


async def test_two_thousand_go_out_in_one_batch_and_come_back_in_one_answer(session):
    await a_line(session, 2_000 * 100)
    await a_paying_account(session)
    member = await a_member(session)
    await a_payee(session, member)
    members = [member] * 2_000
    payments = await _asked_apart(session, members)
    assert all(one.is_approved for one in await sign(session, payments))

    batch = await a_batch(session)
    answer = await answered(session, "".join(map(success, await lines_of(session, batch))))

    assert (batch.lines, answer.paid, answer.troubles) == (2_000, 2_000, [])
    assert await room_fen(session) == (0, 0, 200_000)
    assert (await session.exec(select(PaymentBatch.state))).one() is BatchState.ANSWERED


async def _asked_apart(session, members):
    """So many payments to a household, each of a programme of its own, so that none is a payment too many."""
    matter = uuid7()
    asks = [
        Ask(About.PROGRAMME, matter, one.household_id, one.region, 100, CLAUSE, "x", programme=f"p-{at}", round=at)
        for at, one in enumerate(members, start=1)
    ]
    payments = await ask_payments(session, asks, out_of=LINE, purpose=Purpose.HOUSEHOLD_PAYMENT, by=ASKER.subject, at=JULY_1)
    while await check_payments(session, at=JULY_1):
        await session.flush()
    return payments
