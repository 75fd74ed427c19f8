"""What another service asks to be paid is asked for once, out of the right account, and waits where it cannot be yet."""

from dataclasses import replace

from sqlmodel import select

from services.funds.jobs import ask_waiting_matters
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.approval import SignedByItsAsker
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from services.funds.store.ledger import get_account
from services.funds.store.payment import list_payments_about
from services.funds.tables import BudgetLine, Payment, PaymentRequest
from shared.events.funds import HouseholdPaymentAsked, HouseholdPaymentRefused
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, a_filled_payer
from tests.builders.funds_matter import ACCEPTER, FUND, PAYER, a_matter, a_top_up
from tests.builders.funds_payments import (
    JULY_1,
    SIGNER,
    a_line,
    a_member,
    a_payee,
    asked,
    check_payments,
    room_fen,
    sign,
)


async def a_household(session, count: int = 1):
    """One that registry has told of, with an account."""
    member = await a_member(session, count)
    await a_payee(session, member, count)
    return member


async def payment_of(session, matter) -> Payment:
    [payment] = await list_payments_about(session, matter.about, matter.about_id)
    return payment


async def test_a_subsidy_is_asked_for_out_of_its_line_and_told(session, emitted):
    await a_line(session)
    matter = a_matter(await a_household(session))

    request = await take_matter(session, matter, at=JULY_1)

    payment = await payment_of(session, matter)
    assert (request.state, request.told_by, request.account_id) == (RequestState.ASKED, "housing", payment.account_id)
    assert (payment.state, payment.amount_fen, payment.period, payment.programme) == (
        PaymentState.ASKED,
        1_400_000,
        "2020",
        "housing",
    )
    assert await room_fen(session) == (8_600_000, 1_400_000, 0)
    [told] = [event for event in await emitted(session) if isinstance(event, HouseholdPaymentAsked)]
    assert (told.about, told.about_id, told.payment_id, told.round) == ("housing", matter.about_id, payment.id, 1)


async def test_told_twice_it_is_asked_for_once(session, emitted):
    await a_line(session)
    matter = a_matter(await a_household(session))

    await take_matter(session, matter, at=JULY_1)
    await take_matter(session, matter, at=JULY_1)

    assert len(await list_payments_about(session, matter.about, matter.about_id)) == 1
    assert len([event for event in await emitted(session) if isinstance(event, HouseholdPaymentAsked)]) == 1


async def test_without_an_account_or_a_line_or_room_it_waits_and_each_reason_is_told_once(session, emitted):
    member = await a_member(session)
    matter = a_matter(member)

    request = await take_matter(session, matter, at=JULY_1)
    assert (request.state, request.refusal_code, request.account_id) == (RequestState.WAITING, "payee-missing", None)
    await take_matter(session, matter, at=JULY_1)
    assert not await ask_waiting_matters(session, JULY_1)

    await a_payee(session, member)
    await take_matter(session, matter, at=JULY_1)
    assert request.refusal_code == "no-line-for-matter"
    await a_line(session, 1_399_999)
    await take_matter(session, matter, at=JULY_1)
    assert request.refusal_code == "lines-for-matter-short"
    assert not await ask_waiting_matters(session, JULY_1)

    await a_line(session, 1)
    assert await ask_waiting_matters(session, JULY_1)
    assert not await ask_waiting_matters(session, JULY_1)
    assert (request.state, request.refusal_code) == (RequestState.ASKED, "")
    assert await room_fen(session) == (0, 1_400_000, 0)
    told = [event for event in await emitted(session) if isinstance(event, HouseholdPaymentRefused)]
    assert [(event.code, event.is_waiting) for event in told] == [
        ("payee-missing", True),
        ("no-line-for-matter", True),
        ("lines-for-matter-short", True),
    ]


async def test_a_house_is_paid_for_once_in_a_programme_whatever_asks(session, emitted):
    await a_line(session)
    first = a_matter(await a_household(session))
    await take_matter(session, first, at=JULY_1)

    again = replace(first, about_id=uuid7())
    assert await take_matter(session, again, at=JULY_1) is None

    assert await list_payments_about(session, again.about, again.about_id) == []
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseholdPaymentRefused)
    assert (told.code, told.is_waiting, told.about_id) == ("paid-for-before", False, again.about_id)


async def test_what_somebody_asked_for_by_hand_meanwhile_is_not_asked_for_again(session, emitted):
    member = await a_household(session)
    matter = a_matter(member)
    request = await take_matter(session, matter, at=JULY_1)
    await a_line(session)
    await asked(session, [member], matter=matter.about_id, about=About.HOUSING)

    assert await ask_waiting_matters(session, JULY_1)

    assert (request.state, request.refusal_code) == (RequestState.DISCARDED, "asked-before")
    assert len(await list_payments_about(session, matter.about, matter.about_id)) == 1


async def test_money_of_a_project_or_for_works_pays_no_household(session):
    await a_line(session)
    matter = a_matter(await a_household(session))
    line = (await session.exec(select(BudgetLine))).one()
    line.project = "P-371311-2020-0001"
    await session.flush()
    assert (await take_matter(session, matter, at=JULY_1)).refusal_code == "no-line-for-matter"
    line.project, line.use = "", "works"
    await session.flush()
    assert (await take_matter(session, matter, at=JULY_1)).refusal_code == "no-line-for-matter"


async def test_whoever_accepted_the_house_does_not_sign_for_its_money(session):
    await a_line(session)
    matter = a_matter(await a_household(session), amount_fen=100_000)
    await take_matter(session, matter, at=JULY_1)
    payment = await payment_of(session, matter)
    await check_payments(session, at=JULY_1)

    [judged] = await sign(session, [payment], Principal(ACCEPTER, Role.COUNTY, COUNTY))
    assert isinstance(judged.refusal, SignedByItsAsker)
    [judged] = await sign(session, [payment], SIGNER)
    assert judged.is_approved


async def test_a_payer_pays_a_person_out_of_its_own_account(session):
    matter = a_top_up(await a_household(session))
    request = await take_matter(session, matter, at=JULY_1)
    assert (request.refusal_code, request.payer) == ("payer-account-missing", FUND.holder)

    await a_filled_payer(session, 79_999, payer=PAYER)
    assert not await ask_waiting_matters(session, JULY_1)
    await take_matter(session, matter, at=JULY_1)
    assert request.refusal_code == "payer-account-short"

    await a_filled_payer(session, 1, payer=PAYER)
    assert await ask_waiting_matters(session, JULY_1)
    payment = await payment_of(session, matter)
    assert (await get_account(session, payment.account_id)).key == FUND
    assert await room_fen(session, FUND) == (0, 80_000, 0)


async def test_asked_for_again_after_it_was_withdrawn_it_is_another_round(session):
    await a_filled_payer(session, 200_000, payer=PAYER)
    matter = a_top_up(await a_household(session))
    await take_matter(session, matter, at=JULY_1)

    await take_matter(session, replace(matter, round=2), at=JULY_1)

    assert [one.round for one in await list_payments_about(session, matter.about, matter.about_id)] == [1, 2]


async def test_requests_are_numbered_within_their_county(session):
    await a_line(session)
    for at in (1, 2, 3):
        await take_matter(session, a_matter(await a_household(session, at)), at=JULY_1)

    rows = (await session.exec(select(PaymentRequest).order_by(PaymentRequest.number))).all()
    assert [row.number for row in rows] == [f"SQ-{COUNTY}-2020-{at:04}" for at in (1, 2, 3)]
