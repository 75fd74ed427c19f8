"""What funds does when a household falls into need: once, whatever the bus does."""

from sqlmodel import select

from services.funds.rules.grant import GrantState
from services.funds.tables import EmergencyGrant
from tests.builders.funds import a_detection, a_filled_payer, a_filled_reserve, an_approval


async def test_a_detection_pays_a_grant(session, deliver, emitted):
    await a_filled_reserve(session)
    await session.commit()

    [delivery] = await deliver(a_detection())

    assert delivery.settled == ["ack"]
    assert [event.subject for event in await emitted(session)] == [
        "relief.funds.emergency-grant-paid.v1",
        "relief.funds.disclosure-published.v1",
    ]


async def test_an_event_that_comes_twice_pays_once(session, deliver, emitted):
    await a_filled_reserve(session)
    await session.commit()
    event = a_detection()

    await deliver(event)
    [again] = await deliver(event)

    assert again.settled == ["ack"]
    assert len(await emitted(session)) == 2


async def test_one_case_detected_by_two_events_pays_once(session, deliver, emitted):
    await a_filled_reserve(session)
    await session.commit()
    first = a_detection()

    await deliver(first)
    await deliver(a_detection(case_id=first.case_id))

    assert len(await emitted(session)) == 2


async def test_an_empty_reserve_is_answered_and_not_tried_for_ever(session, deliver, emitted):
    [delivery] = await deliver(a_detection())

    assert delivery.settled == ["ack"]
    assert [event.code for event in await emitted(session)] == ["reserve-not-filled"]
    assert (await session.exec(select(EmergencyGrant))).one().state is GrantState.WAITING


async def test_an_approved_clearing_is_paid_once_whatever_the_bus_does(session, deliver, emitted):
    await a_filled_payer(session)
    await session.commit()
    event = an_approval()

    for _ in range(2):
        [delivery] = await deliver(event)
        assert delivery.settled == ["ack"]

    assert [event.subject for event in await emitted(session)] == ["relief.funds.clearing-paid.v1"]


async def test_a_clearing_without_an_account_is_answered_and_not_tried_for_ever(session, deliver, emitted):
    [delivery] = await deliver(an_approval())

    assert delivery.settled == ["ack"]
    assert [event.code for event in await emitted(session)] == ["payer-account-missing"]
