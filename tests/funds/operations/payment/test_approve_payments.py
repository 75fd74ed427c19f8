"""Signing for payments: each judged by itself, as many hands as the amount asks for, all at once or one by one."""

import asyncio

from sqlmodel import select

from services.funds.operations.payee.end_payee import end_payee
from services.funds.operations.payment.approve_payments import approve_payments
from services.funds.operations.payment.decide_double_dip import decide_double_dip
from services.funds.rules.payment import Ask, PaymentState
from services.funds.rules.transfer import About, Purpose
from services.funds.schemas.payee import EndPayee
from services.funds.schemas.payment import ApprovePayments, DecideDoubleDip
from services.funds.store.payment import ask_payments
from services.funds.tables import DoubleDip, Payment
from shared import database
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.funds import VILLAGE
from tests.builders.funds_payments import (
    ASKER,
    CLAUSE,
    FIRST_OF_COUNTY,
    JULY_1,
    LINE,
    RECORDER,
    SECOND_OF_COUNTY,
    SIGNER,
    a_line,
    a_member,
    a_payee,
    asked,
    sign,
)


async def a_payable(session, amount_fen=100_000, count=1, **asking) -> Payment:
    member = await a_member(session, count)
    await a_payee(session, member, count)
    [payment] = await asked(session, [member], amount_fen, **asking)
    return payment


def code_of(judged) -> str | None:
    return judged.refusal.code if judged.refusal else None


async def test_a_small_payment_needs_one_signature_of_another_person(session):
    await a_line(session)
    payment = await a_payable(session)

    assert code_of((await sign(session, [payment], ASKER))[0]) == "signed-by-its-asker"
    assert code_of((await sign(session, [payment], RECORDER))[0]) == "signed-by-payees-recorder"
    [judged] = await sign(session, [payment], SIGNER)

    assert judged.is_approved
    assert (payment.state, payment.approved_at) == (PaymentState.APPROVED, JULY_1)
    assert payment.payee_id is not None


async def test_a_middling_payment_needs_the_county_and_a_large_one_two_of_it(session):
    await a_line(session)
    middling, large = await a_payable(session, 600_000, 1), await a_payable(session, 5_000_001, 2)

    assert [one.is_approved for one in await sign(session, [middling, large], SIGNER)] == [False, False]
    assert [one.is_approved for one in await sign(session, [middling, large], FIRST_OF_COUNTY)] == [True, False]
    [again] = await sign(session, [large], FIRST_OF_COUNTY)
    assert code_of(again) == "signed-twice"
    assert [one.is_approved for one in await sign(session, [large], SECOND_OF_COUNTY)] == [True]


async def test_a_whole_matter_is_signed_for_in_one_act_and_what_one_lacks_stops_no_other(session):
    await a_line(session)
    members = [await a_member(session, at) for at in range(1, 5)]
    await a_payee(session, members[0], 1)
    await a_payee(session, members[1], 2)
    await a_payee(session, members[2], 3, holder=99)
    matter = uuid7()
    payments = await asked(session, members, matter=matter)

    form = ApprovePayments(about=About.HOUSING, about_id=matter)
    judged = {one.payment_id: one for one in await approve_payments(session, form, by=SIGNER, at=JULY_1)}

    assert [judged[payment.id].is_approved for payment in payments] == [True, True, False, False]
    assert code_of(judged[payments[2].id]) == "payee-not-settled"
    assert code_of(judged[payments[3].id]) == "payee-missing"


async def test_nothing_is_signed_for_before_it_was_compared(session):
    await a_line(session)
    member = await a_member(session)
    await a_payee(session, member)
    ask = Ask(About.HOUSING, uuid7(), member.household_id, VILLAGE, 100, CLAUSE, "x")
    payments = await ask_payments(session, [ask], out_of=LINE, purpose=Purpose.HOUSEHOLD_PAYMENT, by="甲", at=JULY_1)

    assert code_of((await sign(session, payments))[0]) == "checks-not-done"


async def test_a_likely_double_payment_waits_for_a_decision_with_a_reason(session):
    await a_line(session)
    member = await a_member(session)
    await a_payee(session, member)
    [first] = await asked(session, [member])
    [second] = await asked(session, [member])

    assert code_of((await sign(session, [second]))[0]) == "double-dip-undecided"
    dip = (await session.exec(select(DoubleDip))).one()
    form = DecideDoubleDip(may_be_paid=True, reason="两处房屋，分别核定")
    await decide_double_dip(session, dip.id, form, by=FIRST_OF_COUNTY, at=JULY_1)

    assert [one.is_approved for one in await sign(session, [first, second])] == [True, True]


async def test_an_account_that_was_ended_is_missing(session):
    await a_line(session)
    member = await a_member(session)
    payee = await a_payee(session, member)
    payments = await asked(session, [member])
    await end_payee(session, payee.id, EndPayee(reason="挂失"), by=SIGNER, at=JULY_1)

    assert code_of((await sign(session, payments))[0]) == "payee-missing"


async def test_what_is_not_there_or_not_to_be_seen_is_said(session):
    form = ApprovePayments(payment_ids=[uuid7()])
    [judged] = await approve_payments(session, form, by=SIGNER, at=JULY_1)
    assert code_of(judged) == "no-such-payment"


async def test_two_of_the_county_at_once_are_two_signatures_and_one_approval(sessions, session):
    await a_line(session)
    payment = await a_payable(session, 5_000_001)
    await session.commit()

    async def signed(by: Principal) -> bool:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            form = ApprovePayments(payment_ids=[payment.id])
            [judged] = await approve_payments(own, form, by=by, at=JULY_1)
            return judged.is_approved

    hands = [SIGNER, FIRST_OF_COUNTY, SECOND_OF_COUNTY, Principal("县区庚", Role.COUNTY, "371311")]
    assert sorted(await asyncio.gather(*map(signed, hands))) == [False, False, False, True]
