"""A matter that was a mistake waits no more and is not paid, unless the bank has it already."""

from dataclasses import replace

from services.funds.operations.payment_request.drop_matter import drop_matter
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from shared.ids import uuid7
from tests.builders.funds_matter import a_matter
from tests.builders.funds_payments import JULY_1, SIGNER, a_batch, a_line, a_paying_account, check_payments, room_fen, sign
from tests.funds.operations.payment_request.test_take_matter import a_household, payment_of


async def drop(session, matter):
    return await drop_matter(session, matter.about, matter.about_id, round=matter.round, at=JULY_1)


async def test_one_that_waits_is_given_up_and_its_house_may_be_asked_for_anew(session):
    matter = a_matter(await a_household(session))
    await take_matter(session, matter, at=JULY_1)

    request = await drop(session, matter)

    assert request.state is RequestState.DISCARDED
    again = await take_matter(session, replace(matter, about_id=uuid7()), at=JULY_1)
    assert again.state is RequestState.WAITING


async def test_one_that_was_asked_for_frees_its_money(session):
    await a_line(session)
    matter = a_matter(await a_household(session))
    await take_matter(session, matter, at=JULY_1)

    request = await drop(session, matter)

    assert (request.state, (await payment_of(session, matter)).state) == (RequestState.DISCARDED, PaymentState.WITHDRAWN)
    assert await room_fen(session) == (10_000_000, 0, 0)
    assert (await drop(session, matter)).state is RequestState.DISCARDED


async def test_what_is_with_the_bank_goes_on(session):
    await a_line(session)
    await a_paying_account(session)
    matter = a_matter(await a_household(session), amount_fen=100_000)
    await take_matter(session, matter, at=JULY_1)
    await check_payments(session, at=JULY_1)
    await sign(session, [await payment_of(session, matter)], SIGNER)
    await a_batch(session)

    request = await drop(session, matter)

    assert (request.state, (await payment_of(session, matter)).state) == (RequestState.ASKED, PaymentState.SENT)


async def test_a_matter_that_was_never_told_is_nothing(session):
    assert await drop_matter(session, About.HOUSING, uuid7(), round=1, at=JULY_1) is None
