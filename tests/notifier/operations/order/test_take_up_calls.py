"""What was put down is taken up by urgency, once, and where the household lives by then."""

from collections import Counter
from datetime import timedelta

from sqlmodel import select

from services.notifier import jobs
from services.notifier.operations.order.cancel_orders import cancel_orders
from services.notifier.operations.order.move_orders import move_orders
from services.notifier.operations.order.put_off_calls import put_off_calls
from services.notifier.operations.order.take_up_calls import AT_ONCE, take_up_calls
from services.notifier.tables import Delivery, Dispatch, WaitingCall, WorkOrder
from shared import clock
from shared.database import set_scope, the_platform
from shared.events.registry import CaseMoved, CaseRetracted, NewPovertyDetected, Trigger
from tests.builders.notifier import MONDAY, OTHER_VILLAGE, VILLAGE, a_detection, a_later_fact


def struck(number: int, urgency: str = "critical") -> NewPovertyDetected:
    at = MONDAY + timedelta(seconds=number)
    return a_detection(trigger=Trigger.DISASTER, at=at).model_copy(update={"urgency": urgency})


async def test_the_most_urgent_come_first_and_the_others_are_not_left_out(session) -> None:
    storm = [struck(number) for number in range(3 * AT_ONCE)]
    behind = [struck(1000 + number, "ordinary") for number in range(3 * AT_ONCE)]
    await put_off_calls(session, [*behind, *storm])

    first, second = [await take_up_calls(session) for _ in range(2)]

    assert Counter(call.urgency for call in first) == {"critical": 12, "ordinary": 4}
    of_the_storm = [call.event_id for call in (*first, *second) if call.urgency == "critical"]
    assert set(of_the_storm) == {event.event_id for event in storm[:24]}, "those that have waited the longest"


async def test_a_lane_that_is_empty_leaves_its_places_to_the_other(session) -> None:
    await put_off_calls(session, [struck(number, "ordinary") for number in range(2 * AT_ONCE)])
    assert [len(await take_up_calls(session)) for _ in range(3)] == [AT_ONCE, AT_ONCE, 0]


async def test_all_that_was_put_down_is_acted_on_once(session) -> None:
    events = [struck(number) for number in range(2 * AT_ONCE + 1)]
    await put_off_calls(session, events)
    turns = 0
    while await jobs.call_departments(session, clock.now()):
        turns += 1
    assert turns == 3
    assert {row.case_id for row in await session.exec(select(Dispatch))} == {event.case_id for event in events}
    assert len((await session.exec(select(WorkOrder))).all()) == 5 * len(events)
    assert {row.urgency for row in await session.exec(select(Delivery))} == {0}


async def test_what_another_worker_has_taken_up_is_left_to_it(session, sessions) -> None:
    await put_off_calls(session, [struck(0)])
    await session.commit()
    await set_scope(session, the_platform("test", "test"))
    assert len(await take_up_calls(session)) == 1
    async with sessions.begin() as other:
        await set_scope(other, the_platform("test", "test"))
        assert await take_up_calls(other) == []


async def test_a_household_that_moved_meanwhile_gets_its_orders_where_it_lives(session) -> None:
    event = struck(0)
    await put_off_calls(session, [event])
    for hours, region in ((2, OTHER_VILLAGE), (1, VILLAGE)):
        moved = CaseMoved(
            case_id=event.case_id,
            household_id=event.household_id,
            from_region=VILLAGE,
            region=region,
            moved_at=MONDAY + timedelta(hours=hours),
        )
        await move_orders(session, moved, at=MONDAY)
    await jobs.call_departments(session, clock.now())
    assert {order.region for order in await session.exec(select(WorkOrder))} == {OTHER_VILLAGE}, "an older move changes nothing"


async def test_nobody_is_called_to_a_case_that_was_taken_back_meanwhile(session) -> None:
    event = struck(0)
    await put_off_calls(session, [event])
    taken_back = CaseRetracted(
        case_id=event.case_id, household_id=event.household_id, region=VILLAGE, withdrawn_at=MONDAY, unfinished=[]
    )
    await cancel_orders(session, taken_back)
    assert not await jobs.call_departments(session, clock.now())
    assert (await session.exec(select(WaitingCall))).all() == []
    assert (await session.exec(select(WorkOrder))).all() == []


async def test_a_later_fact_that_was_faster_loses_no_department(session, deliver) -> None:
    event = struck(0)
    await put_off_calls(session, [event])
    await session.commit()
    await deliver(a_later_fact(event, trigger=Trigger.DROP_OUT))
    await set_scope(session, the_platform("test", "test"))
    while await jobs.call_departments(session, clock.now()):
        pass
    called = {order.department for order in await session.exec(select(WorkOrder))}
    assert {"education", "emergency", "housing", "town", "civil-affairs"} <= called
