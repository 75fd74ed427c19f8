"""A renovation that does not go on gives its lines free, and what is not with the bank is withdrawn."""

from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.house_hold import HoldState
from services.funds.rules.payment import PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.store.books import list_findings
from shared.events.funds import HouseholdPaymentRefused, HouseholdPaymentWithdrawn
from shared.ids import uuid7
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_hold, a_household, a_stage, asked_stage, kept, lines, paid_all
from tests.builders.funds_payments import JULY_1, a_member, room_fen


async def test_all_is_free_and_heard_of_twice_it_is_done_once(session, emitted):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    [payment] = await asked_stage(session, hold, 540_000)

    await free_house_money(session, hold.renovation_id, at=JULY_1)
    await free_house_money(session, hold.renovation_id, at=JULY_1)

    assert (hold.state, payment.state, await kept(session, hold)) == (HoldState.FREED, PaymentState.WITHDRAWN, {})
    assert [await room_fen(session, key) for key in (CENTRAL, COUNTYS)] == [(10_000_000, 0, 0)] * 2
    assert len([each for each in await emitted(session) if isinstance(each, HouseholdPaymentWithdrawn)]) == 1
    assert await list_findings(session) == []


async def test_what_waited_for_an_account_waits_no_more_and_nothing_later_is_paid(session, emitted):
    await lines(session)
    hold = await a_hold(session, await a_member(session))
    request = await take_matter(session, a_stage(hold, 540_000), at=JULY_1)
    assert request.state is RequestState.WAITING

    await free_house_money(session, hold.renovation_id, at=JULY_1)

    assert request.state is RequestState.DISCARDED
    [_, spared] = [each for each in await emitted(session) if isinstance(each, HouseholdPaymentRefused)]
    assert (spared.code, spared.about_id, spared.is_waiting) == ("matter-dropped", request.about_id, False)
    late = await take_matter(session, a_stage(hold, 540_000), at=JULY_1)
    assert late is None


async def test_what_the_household_has_keeps_the_house_taken(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    await asked_stage(session, hold, 540_000)
    await paid_all(session, hold)

    await free_house_money(session, hold.renovation_id, at=JULY_1)

    assert (hold.state, hold.asked_fen, await kept(session, hold)) == (HoldState.ENDED, 540_000, {})
    assert await room_fen(session, CENTRAL) == (9_460_000, 0, 540_000)
    assert await list_findings(session) == []


async def test_of_what_was_never_held_nothing_is_freed(session):
    assert await free_house_money(session, uuid7(), at=JULY_1) is None
