"""A payment that the bank sent back: mended by one person, sent again by another, and paid exactly once."""

import pytest

from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.rules.payment import AccountNotMended, MendedByTheSame, PaymentState, PaymentStateForbids
from tests.builders.funds_payments import (
    JULY_1,
    RECORDER,
    SECOND_OF_COUNTY,
    SIGNER,
    a_batch,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    approved,
    asked,
    failure,
    lines_of,
    room_fen,
    sign,
    success,
)


async def a_failed(session, code="AC04", reason="账户已销户"):
    """A payment that the bank sent back, its household's member, and its line."""
    await a_line(session, 1_000_000)
    await a_paying_account(session)
    member = await a_member(session)
    await a_payee(session, member)
    [payment] = await asked(session, [member])
    await sign(session, [payment])
    [line] = await lines_of(session, await a_batch(session))
    await answered(session, failure(line, code, reason))
    return payment, member, line


async def test_a_closed_account_must_be_mended_and_another_person_sends_it_again(session):
    payment, member, _ = await a_failed(session)

    with pytest.raises(AccountNotMended):
        await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)
    await a_payee(session, member, 2)
    with pytest.raises(MendedByTheSame):
        await renew_payment(session, payment.id, by=RECORDER, at=JULY_1)
    await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)
    [line] = await lines_of(session, await a_batch(session))
    await answered(session, success(line))

    assert (payment.state, payment.failures) == (PaymentState.PAID, 1)
    assert await room_fen(session) == (900_000, 0, 100_000)


async def test_a_failed_payment_is_not_signed_for_again_past_the_look_at_its_account(session):
    payment, _, _ = await a_failed(session)

    [judged] = await sign(session, [payment], SECOND_OF_COUNTY)

    assert (judged.refusal.code, payment.state) == ("payment-state-forbids", PaymentState.FAILED)


async def test_the_banks_own_fault_needs_no_other_account(session):
    payment, _, _ = await a_failed(session, "MS03", "系统繁忙")

    await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)

    assert payment.state is PaymentState.APPROVED


async def test_an_account_replaced_before_the_batch_is_not_paid_to_until_somebody_looked(session):
    await a_line(session)
    await a_paying_account(session)
    [payment] = await approved(session)
    with pytest.raises(PaymentStateForbids):
        await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)
    member = await a_member(session, 1, household_id=payment.household_id)
    newer = await a_payee(session, member, 2)

    await renew_payment(session, payment.id, by=SIGNER, at=JULY_1)

    assert payment.payee_id == newer.id
    assert (await a_batch(session)).lines == 1
