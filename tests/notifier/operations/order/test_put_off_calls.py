"""What comes in a flood is put down as it came; what could not be acted on later is refused at once."""

from datetime import datetime

import pytest
from sqlmodel import select

from services.notifier.consumers.case import handlers
from services.notifier.operations.order.put_off_calls import put_off_calls
from services.notifier.store.policy import NoAssistancePolicy
from services.notifier.tables import WaitingCall, WorkOrder
from shared.consumers import settle_together
from shared.events.registry import NewPovertyDetected, Trigger
from shared.events.wire import encode
from tests.builders.notifier import MONDAY, VILLAGE, a_detection
from tests.conftest import HandDelivery

[OPENING] = [handler for handler in handlers.handlers if handler.event_type is NewPovertyDetected]


async def waiting(session) -> list[WaitingCall]:
    return list((await session.exec(select(WaitingCall))).all())


async def test_a_call_is_put_down_as_it_came(session) -> None:
    event = a_detection(trigger=Trigger.DISASTER, at=MONDAY)
    await put_off_calls(session, [event])
    [call] = await waiting(session)
    assert (call.event_id, call.case_id, call.region, call.detected_at) == (event.event_id, event.case_id, VILLAGE, MONDAY)
    assert NewPovertyDetected.model_validate_json(call.body) == event


async def test_a_case_that_calls_no_department_does_not_wait_for_one(session) -> None:
    await put_off_calls(session, [a_detection().model_copy(update={"needs": ["medical-cover"]})])
    assert await waiting(session) == []


async def test_what_no_policy_knows_is_refused_while_its_sender_can_be_told(session) -> None:
    with pytest.raises(NoAssistancePolicy):
        await put_off_calls(session, [a_detection(at=datetime.fromisoformat("2001-01-01T09:00:00+08:00"))])


def handed_over(event: NewPovertyDetected, behind: int) -> HandDelivery:
    return HandDelivery(event.sent_to, encode(event), behind=behind)


@pytest.mark.parametrize(("behind", "orders", "put_off"), [(0, 10, 0), (63, 10, 0), (64, 0, 2), (20_000, 0, 2)])
async def test_it_is_a_flood_when_as_many_wait_behind_as_are_taken_together(sessions, session, behind, orders, put_off) -> None:
    deliveries = [handed_over(a_detection(trigger=Trigger.DISASTER), behind) for _ in range(2)]
    await settle_together("notifier", OPENING, deliveries, sessions)
    assert [delivery.settled for delivery in deliveries] == [["ack"]] * 2
    assert len((await session.exec(select(WorkOrder))).all()) == orders
    assert len(await waiting(session)) == put_off


async def test_one_that_comes_again_in_a_flood_waits_once(sessions, session) -> None:
    event, other = a_detection(), a_detection()
    await settle_together("notifier", OPENING, [handed_over(event, 500), handed_over(other, 500)], sessions)
    again = [handed_over(event, 500), handed_over(event, 500), handed_over(other, 500)]
    await settle_together("notifier", OPENING, again, sessions)
    assert [delivery.settled for delivery in again] == [["ack"]] * 3
    assert {call.event_id for call in await waiting(session)} == {event.event_id, other.event_id}
