"""What stages brought too much is proposed to be asked back, the last paid first, once; a person decides."""

from services.funds.operations.house_hold.ask_house_money_back import ask_house_money_back
from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.house_hold.hold_house_money import hold_house_money
from services.funds.operations.recovery.decide_recovery import decide_recovery
from services.funds.operations.recovery.receive_recovery import receive_recovery
from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveryOutcome, RecoveryState, RecoveryWhy
from services.funds.schemas.recovery import DecideRecovery, ReceiveRecovery
from services.funds.store.books import list_findings
from shared.events.funds import GrantRecovered, GrantRecoveryOrdered, GrantRecoveryProposed, HouseholdPaymentReturned
from shared.ids import uuid7
from tests.builders.funds_houses import CENTRAL, a_hold, a_household, a_plan, asked_stage, lines, paid_all
from tests.builders.funds_payments import FIRST_OF_COUNTY, JULY_1, room_fen

OVERPAID, ABANDONED = RecoveryWhy.HOUSE_OVERPAID, RecoveryWhy.HOUSE_ABANDONED


async def two_paid_stages(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    first = (await asked_stage(session, hold, 540_000))[0]
    second = (await asked_stage(session, hold, 720_000))[0]
    await paid_all(session, hold)
    return hold, first, second


async def received(session, order, amount_yuan):
    whole = DecideRecovery(outcome=RecoveryOutcome.RECOVER, reason="核定补助低于已拨付")
    await decide_recovery(session, order.id, whole, by=FIRST_OF_COUNTY, at=JULY_1)
    form = ReceiveRecovery(amount_yuan=amount_yuan, received_on=JULY_1.date(), voucher="收据 01")
    await receive_recovery(session, order.id, form, by=FIRST_OF_COUNTY, at=JULY_1)


async def test_too_much_is_taken_from_the_stage_that_was_paid_last_and_the_payment_stands(session, emitted):
    hold, _, second = await two_paid_stages(session)

    [order] = await ask_house_money_back(session, hold.renovation_id, over_fen=60_000, why=OVERPAID, at=JULY_1)
    assert await ask_house_money_back(session, hold.renovation_id, over_fen=60_000, why=OVERPAID, at=JULY_1) == []

    assert (order.payment_id, order.amount_fen, order.state) == (second.id, 60_000, RecoveryState.PROPOSED)
    [proposed] = [each for each in await emitted(session) if isinstance(each, GrantRecoveryProposed)]
    await received(session, order, "600.00")
    assert (order.state, second.state) == (RecoveryState.RECOVERED, PaymentState.PAID)
    of_ours = [each for each in await emitted(session) if isinstance(each, (GrantRecoveryOrdered, GrantRecovered))]
    assert {(each.about, each.about_id, each.amount_fen) for each in (proposed, *of_ours)} == {
        ("housing", second.about_id, 60_000)
    }
    assert len(of_ours) == 2
    assert not [each for each in await emitted(session) if isinstance(each, HouseholdPaymentReturned)]
    assert await room_fen(session, CENTRAL) == (8_660_000, 140_000, 1_260_000)
    assert await list_findings(session) == []


async def test_of_a_renovation_that_ended_all_is_proposed_and_once_it_is_back_the_house_is_free(session, emitted):
    hold, first, second = await two_paid_stages(session)
    await free_house_money(session, hold.renovation_id, at=JULY_1)

    orders = await ask_house_money_back(session, hold.renovation_id, over_fen=None, why=ABANDONED, at=JULY_1)

    assert {order.payment_id: order.amount_fen for order in orders} == {first.id: 540_000, second.id: 720_000}
    again = a_plan(house_id=hold.thing_id)
    assert await hold_house_money(session, again.renovation_id, again, at=JULY_1) is None
    for order in orders:
        await received(session, order, f"{order.amount_fen // 100}.00")
    assert {first.state, second.state} == {PaymentState.RETURNED}
    assert len([each for each in await emitted(session) if isinstance(each, HouseholdPaymentReturned)]) == 2
    assert await hold_house_money(session, again.renovation_id, again, at=JULY_1) is not None


async def test_of_what_was_never_held_nothing_is_asked_back(session):
    assert await ask_house_money_back(session, uuid7(), over_fen=None, why=ABANDONED, at=JULY_1) == []
