"""What the bank says is done once: twice the same, in pieces, late, contradicting, or two at a time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.operations.payment_batch.record_answer import record_answer
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.journal import ReservationOfAnother
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_batch import BatchState, NothingToSend
from services.funds.rules.transfer import Phase
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.payment import WithdrawPayment
from services.funds.tables import Disclosure, Payment, PaymentBatch, Transfer
from shared import database
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY
from tests.builders.funds_payments import (
    CASHIER,
    JULY_1,
    SIGNER,
    a_batch,
    a_card,
    a_line,
    a_paying_account,
    an_id,
    answered,
    approved,
    failure,
    lines_of,
    room_fen,
    success,
)


async def a_sent(session, count=1):
    """Payments that are with the bank, and the lines of their batch."""
    await a_line(session, 1_000_000)
    await a_paying_account(session)
    payments = await approved(session, count)
    lines = await lines_of(session, await a_batch(session))
    of = {line.payment_id: line for line in lines}
    return [(payment, of[payment.id]) for payment in payments]


async def test_a_success_pays_what_was_set_aside_and_tells_the_public_and_whoever_asked(session, emitted):
    [(payment, line)] = await a_sent(session)

    answer = await answered(session, success(line))

    assert (answer.paid, payment.state, payment.paid_at) == (1, PaymentState.PAID, JULY_1)
    assert await room_fen(session) == (900_000, 0, 100_000)
    entry = PublicEntry.read((await session.exec(select(Disclosure.canonical))).one())
    assert (entry.kind, entry.region, entry.subject, entry.amount_yuan) == (
        DisclosureKind.PAYMENT,
        "371311001",
        "某村 1 户",
        "1000.00",
    )
    assert (entry.reason, entry.source, entry.programme, entry.year) == ("农村危房改造补助", "省级财政", "农村危房改造", 2020)
    told = await emitted(session)
    assert [event.subject for event in told] == ["relief.funds.household-paid.v1", "relief.funds.disclosure-published.v1"]
    assert (told[0].about_id, told[0].household_id) == (payment.about_id, payment.household_id)


async def test_a_failure_keeps_the_money_set_aside_and_the_banks_reason(session, emitted):
    [(payment, line)] = await a_sent(session)

    await answered(session, failure(line))

    assert (payment.state, payment.failure_code, payment.failure) == (PaymentState.FAILED, "AC04", "账户已销户")
    assert await room_fen(session) == (900_000, 100_000, 0)
    assert [event.code for event in await emitted(session)] == ["AC04"]


async def test_the_same_file_again_and_the_same_answer_in_another_file_change_nothing(session, emitted):
    [(payment, line)] = await a_sent(session)
    first = await answered(session, success(line))

    again = await answered(session, success(line))
    other = await answered(session, success(line) + "\n")

    assert again.id == first.id
    assert (other.paid, other.said_before, other.troubles) == (0, 1, [])
    assert payment.state is PaymentState.PAID
    assert await room_fen(session) == (900_000, 0, 100_000)
    assert len(await emitted(session)) == 2


async def test_an_answer_in_pieces_closes_the_batch_with_the_last(session):
    (_, one), (_, other) = await a_sent(session, 2)

    await answered(session, success(one) + f"{other.number},,处理中,,\n")
    batch = await session.get_one(PaymentBatch, one.batch_id)
    assert batch.state is BatchState.MADE
    await answered(session, failure(other))

    assert (batch.state, batch.answered_at) == (BatchState.ANSWERED, JULY_1)


async def test_unknown_doubled_and_differing_lines_are_named_and_the_sound_ones_count(session):
    (first, one), (second, other), (third, last) = await a_sent(session, 3)
    doubled = success(other) + failure(other)
    lines = f"""N404,,成功,,
{success(one)}{one.number},1000.00,成功,,
{doubled}{last.number},999.99,成功,,
?,?,?,,
"""

    answer = await answered(session, lines)

    assert [(trouble["row"], trouble["code"]) for trouble in answer.troubles] == [
        (2, "unknown-line"),
        (5, "said-twice"),
        (6, "said-twice"),
        (7, "amount-differs"),
        (8, "unreadable"),
    ]
    assert [payment.state for payment in (first, second, third)] == [PaymentState.PAID, PaymentState.SENT, PaymentState.SENT]
    assert await room_fen(session) == (700_000, 200_000, 100_000)


async def test_a_success_after_a_failure_pays_while_nothing_else_is_on_its_way(session):
    [(payment, line)] = await a_sent(session)
    await answered(session, failure(line, "MS03", "系统繁忙"))

    answer = await answered(session, success(line))

    assert (answer.paid, payment.state) == (1, PaymentState.PAID)
    assert await room_fen(session) == (900_000, 0, 100_000)


async def test_a_success_after_it_went_out_again_is_an_alarm_and_pays_nothing_twice(session):
    [(payment, line)] = await a_sent(session)
    await answered(session, failure(line, "MS03", "系统繁忙"))
    await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)
    [again] = await lines_of(session, await a_batch(session))

    late = await answered(session, success(line))
    await answered(session, success(again))

    assert [trouble["code"] for trouble in late.troubles] == ["paid-again-meanwhile"]
    assert payment.state is PaymentState.PAID
    assert await room_fen(session) == (900_000, 0, 100_000)
    posted = (await session.exec(select(Transfer).where(Transfer.phase == Phase.POSTED))).all()
    assert len(posted) == 1


async def test_a_success_of_what_was_renewed_but_not_sent_again_pays_and_leaves_the_next_batch(session):
    [(payment, line)] = await a_sent(session)
    await answered(session, failure(line, "MS03", "系统繁忙"))
    await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)

    await answered(session, success(line))

    assert payment.state is PaymentState.PAID
    with pytest.raises(NothingToSend):
        await a_batch(session)


async def test_a_success_of_what_was_withdrawn_is_an_alarm(session):
    [(payment, line)] = await a_sent(session)
    await answered(session, failure(line))
    await withdraw_payment(session, payment.id, WithdrawPayment(reason="不再发放"), at=JULY_1)

    answer = await answered(session, success(line))

    assert [trouble["code"] for trouble in answer.troubles] == ["paid-though-withdrawn"]
    assert await room_fen(session) == (1_000_000, 0, 0)


async def test_a_failure_after_a_success_is_for_a_person_who_takes_the_money_back(session, emitted):
    [(payment, line)] = await a_sent(session)
    await answered(session, success(line))

    answer = await answered(session, failure(line))
    assert [trouble["code"] for trouble in answer.troubles] == ["contradicts-paid"]
    await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="银行退汇"), at=JULY_1)

    assert payment.state is PaymentState.RETURNED
    free_fen, aside_fen, _ = await room_fen(session)
    assert (free_fen, aside_fen) == (1_000_000, 0)
    assert "relief.funds.household-payment-returned.v1" in [event.subject for event in await emitted(session)]


async def test_a_batch_rejected_whole_fails_each_of_its_lines(session):
    sent = await a_sent(session, 2)
    batch = "FF-371311-2020-0001"
    report = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
    <OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><GrpSts>RJCT</GrpSts>
    <StsRsnInf><Rsn><Cd>MS03</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"""

    answer = await record_answer(session, report.encode(), county=COUNTY, by=CASHIER, at=JULY_1)

    assert answer.failed == 2
    assert {payment.state for payment, _ in sent} == {PaymentState.FAILED}


async def test_the_same_file_twice_at_once_is_done_once(sessions, session, emitted):
    [(_, line)] = await a_sent(session)
    await session.commit()
    content = f"流水号,结果\n{line.number},成功".encode()

    async def read() -> object:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            return (await record_answer(own, content, county=COUNTY, by=CASHIER, at=JULY_1)).id

    ids = await asyncio.gather(*(read() for _ in range(4)))

    assert len(set(ids)) == 1
    await database.set_scope(session, database.the_platform("test", "test"))
    assert len(await emitted(session)) == 2
    assert await room_fen(session) == (900_000, 0, 100_000)


async def test_a_crash_before_the_commit_leaves_nothing_and_the_next_try_does_it_whole(sessions, session):
    sent = await a_sent(session, 2)
    await session.commit()
    content = "".join(success(line) for _, line in sent)

    with pytest.raises(RuntimeError):
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await answered(own, content)
            raise RuntimeError("the machine dies")
    async with database.transaction(sessions, database.the_platform("test", "test")) as own:
        assert (await answered(own, content)).paid == 2

    await database.set_scope(session, database.the_platform("test", "test"))
    assert await room_fen(session) == (800_000, 0, 200_000)
    states = (await session.exec(select(Payment.state).order_by(Payment.id))).all()
    assert set(states) == {PaymentState.PAID}


async def test_what_is_set_aside_for_a_payment_is_settled_by_the_payment_alone(session):
    [(payment, _)] = await a_sent(session)

    for outcome in (Phase.POSTED, Phase.VOIDED):
        with pytest.raises(ReservationOfAnother):
            await settle_reservation(session, payment.reserved_id, outcome, at=JULY_1)


async def test_another_countys_answer_is_none_of_ours(session):
    await a_sent(session)
    elsewhere = Principal("别县", Role.COUNTY, "371302")
    with pytest.raises(OutsideRegion):
        await record_answer(session, b"x", county=COUNTY, by=elsewhere, at=JULY_1)


async def test_nobodys_name_or_number_stands_in_the_audit_or_the_disclosure(session):
    [(_, line)] = await a_sent(session)
    await answered(session, success(line), at=JULY_1 + timedelta(hours=1))
    await session.flush()

    kept = await session.scalar(
        text(
            "SELECT (SELECT string_agg(concat(before, after), ' ') FROM audit)"
            " || (SELECT string_agg(canonical, ' ') FROM disclosure)"
        )
    )

    for secret in (a_card(1), an_id(1), "王小明", "80101000000123456"):
        assert secret not in kept
