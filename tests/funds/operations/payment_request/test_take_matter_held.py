"""A stage of a house's money is paid out of what is set aside for it, by line, and goes back there when it is not paid."""

from datetime import datetime

from services.funds.jobs import ask_waiting_matters
from services.funds.operations.budget.approve_year_end import approve_year_end
from services.funds.operations.budget.ask_year_end import ask_year_end
from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment.renew_payment import renew_payment
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.operations.payment_request.drop_matter import drop_matter
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.rules.period import Period
from services.funds.schemas.payment import WithdrawPayment
from services.funds.schemas.year_end import CloseYear, DecideYearEnd
from services.funds.store.books import list_findings
from services.funds.store.double_dip import list_double_dips_of
from services.funds.store.house_hold import list_payments_of
from services.funds.store.period import list_waiting
from shared.clock import CHINA
from shared.events.funds import HouseholdPaymentAsked
from tests.builders.funds import COUNTY
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_hold, a_household, a_stage, asked_stage, kept, lines, paid_all
from tests.builders.funds_payments import (
    ASKER,
    FIRST_OF_COUNTY,
    JULY_1,
    SECOND_OF_COUNTY,
    SIGNER,
    a_batch,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    failure,
    lines_of,
    room_fen,
    sign,
    success,
)


async def test_a_stage_over_two_lines_is_two_payments_that_add_up_to_it(session, emitted):
    await lines(session)
    hold = await a_hold(session, await a_household(session))

    first = await asked_stage(session, hold, 1_000_000)
    second = await asked_stage(session, hold, 800_000)

    assert [(one.amount_fen, one.part) for one in first] == [(1_000_000, 1)]
    assert [(one.amount_fen, one.part, one.source.value) for one in second] == [(400_000, 1, "central"), (400_000, 2, "county")]
    assert await kept(session, hold) == {}
    assert [await room_fen(session, key) for key in (CENTRAL, COUNTYS)] == [(8_600_000, 1_400_000, 0), (9_600_000, 400_000, 0)]
    told = [each for each in await emitted(session) if isinstance(each, HouseholdPaymentAsked)]
    assert [each.amount_fen for each in told] == [1_000_000, 400_000, 400_000]
    assert await list_findings(session) == []


async def test_stages_of_one_house_are_not_taken_for_paid_twice(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    payments = await asked_stage(session, hold, 540_000) + await asked_stage(session, hold, 1_260_000)

    await check_payments(session, at=JULY_1)

    assert await list_double_dips_of(session, [one.id for one in payments]) == {}


async def test_without_an_account_the_money_stays_set_aside_until_there_is_one(session):
    await lines(session)
    member = await a_member(session)
    hold = await a_hold(session, member)
    matter = a_stage(hold, 540_000)

    request = await take_matter(session, matter, at=JULY_1)
    assert (request.state, request.refusal_code) == (RequestState.WAITING, "payee-missing")
    assert not await ask_waiting_matters(session, JULY_1)
    assert sum((await kept(session, hold)).values()) == 1_800_000

    await a_payee(session, member)
    assert await ask_waiting_matters(session, JULY_1)
    assert request.state is RequestState.ASKED
    assert sum((await kept(session, hold)).values()) == 1_260_000


async def test_more_than_is_held_comes_from_whichever_line_has_room_or_waits(session):
    await lines(session, county_fen=400_000)
    hold = await a_hold(session, await a_household(session))

    over = await asked_stage(session, hold, 1_900_000)
    assert [(one.amount_fen, one.source.value) for one in over] == [(1_500_000, "central"), (400_000, "county")]

    other = await a_hold(session, await a_household(session, 2), number="G-371311-2020-0002")
    request = await take_matter(session, a_stage(other, 90_000_000), at=JULY_1)
    assert (request.state, request.refusal_code) == (RequestState.WAITING, "lines-for-house-short")
    assert not await ask_waiting_matters(session, JULY_1)


async def test_a_withdrawn_payment_is_set_aside_again_and_the_acceptance_that_was_dropped_too(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    [payment] = await asked_stage(session, hold, 540_000)

    await withdraw_payment(session, payment.id, WithdrawPayment(reason="户主名下另有账户"), at=JULY_1)
    assert sum((await kept(session, hold)).values()) == 1_800_000
    matter = a_stage(hold, 1_700_000)
    await take_matter(session, matter, at=JULY_1)
    await drop_matter(session, matter.about, matter.about_id, round=1, at=JULY_1)

    assert await kept(session, hold) == {CENTRAL.holder: 1_400_000, COUNTYS.holder: 400_000}
    assert await list_findings(session) == []


async def test_an_account_that_was_mended_is_paid_exactly_once(session):
    await lines(session)
    member = await a_household(session)
    hold = await a_hold(session, member)
    [payment] = await asked_stage(session, hold, 540_000)
    await check_payments(session, at=JULY_1)
    for by in (SIGNER, FIRST_OF_COUNTY, SECOND_OF_COUNTY):
        await sign(session, [payment], by)
    await a_paying_account(session)
    [line] = await lines_of(session, await a_batch(session))
    await answered(session, failure(line))
    assert payment.state is PaymentState.FAILED
    await a_payee(session, member, 7, holder=1)
    await renew_payment(session, payment.id, by=ASKER, at=JULY_1)
    [line] = await lines_of(session, await a_batch(session))

    await answered(session, success(line))
    await answered(session, success(line) + "\n")

    assert payment.state is PaymentState.PAID
    assert await room_fen(session, CENTRAL) == (8_600_000, 860_000, 540_000)
    assert len(await list_payments_of(session, hold.id)) == 1
    assert await list_findings(session) == []


async def test_a_hold_outlives_the_year_on_its_line_and_what_is_freed_then_goes_on(session):
    await lines(session, central_fen=1_500_000, county_fen=400_000)
    hold = await a_hold(session, await a_household(session))
    new_year = datetime(2021, 1, 5, 10, tzinfo=CHINA)
    form = CloseYear(county=COUNTY, year=2020)

    async def end_year():
        asked, closed = await ask_year_end(session, form, by=FIRST_OF_COUNTY, at=new_year)
        await approve_year_end(session, asked.id, DecideYearEnd(), by=SECOND_OF_COUNTY, at=new_year)
        return [(one.from_line, one.amount_fen) for one in closed]

    assert await end_year() == [(CENTRAL.holder, 100_000)]
    assert await room_fen(session, CENTRAL) == (0, 1_400_000, 100_000)
    assert await list_waiting(session, COUNTY, Period(2020, 12), days=30) == []
    await asked_stage(session, hold, 1_000_000)
    await paid_all(session, hold)

    await free_house_money(session, hold.renovation_id, at=new_year)
    assert await end_year() == [(CENTRAL.holder, 400_000), (COUNTYS.holder, 400_000)]
    assert await list_findings(session) == []
