"""The machine's clock jumps back an hour, ahead a day, or stands still: nothing is doubled, lost, or stuck for so long."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update

from services.notifier import jobs
from services.notifier.channels.receivers import Receivers
from services.notifier.operations.errand.escalate_errands import escalate_errands
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.operations.message.bring_back_messages import bring_back_messages
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.order.escalate_orders import escalate_orders
from services.notifier.operations.order.put_off_calls import put_off_calls
from services.notifier.operations.order.tell_of_orders import tell_of_orders
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.retry_pushes import retry_pushes
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome
from services.notifier.tables import Delivery, Escalation, FedEvent, Message, OrderAct, Progress, Push, WorkOrder
from shared import clock
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY, Notebook, a_detection, an_alert
from tests.builders.orders import an_order
from tests.builders.receiver import Receiver, says

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


async def send_all(session, book: Notebook, *, at: datetime) -> int:
    sent = 0
    while await send_messages(session, {ChannelName.LOG: book}, at=at):
        sent += 1
    return sent


async def the_delivery(session) -> Delivery:
    return (await session.exec(select(Delivery).execution_options(populate_existing=True))).one()


async def test_what_was_written_before_the_clock_fell_back_is_sent_within_minutes(session, opened) -> None:
    await opened(at=MONDAY)
    book, fallen = Notebook(), MONDAY - HOUR
    assert await send_all(session, book, at=fallen) == 0
    assert await bring_back_messages(session, at=fallen + MINUTE) == 1
    assert await send_all(session, book, at=fallen + MINUTE) == 1
    assert await bring_back_messages(session, at=fallen + 2 * MINUTE) == 0
    assert await send_all(session, book, at=MONDAY + MINUTE) == 0, "and not once more when the hour is there again"
    assert len(book.letters) == 1


async def test_what_failed_before_the_clock_fell_back_is_tried_again_within_minutes(session, opened) -> None:
    await opened(at=MONDAY - DAY)
    book = Notebook(*[Outcome("没有应答")] * 4)
    for minutes in (0, 1, 2, 5):
        await send_all(session, book, at=MONDAY + minutes * MINUTE)
    waits = (await the_delivery(session)).due_at - (MONDAY + 5 * MINUTE)
    assert 8 * MINUTE <= waits <= 12 * MINUTE, "ten minutes, give or take a fifth"
    fallen = MONDAY + 5 * MINUTE - HOUR
    assert await bring_back_messages(session, at=fallen) == 1
    assert await send_all(session, book, at=fallen) == 1
    assert (await the_delivery(session)).state is DeliveryState.SENT


async def test_a_clock_that_is_right_brings_nothing_back(session, opened) -> None:
    await opened(at=MONDAY)
    await send_all(session, Notebook(Outcome("没有应答")), at=MONDAY)
    assert await bring_back_messages(session, at=MONDAY) == 0
    await session.execute(update(Delivery).values(due_at=MONDAY + 12 * HOUR, state="queued"))
    assert await bring_back_messages(session, at=MONDAY) == 0, "what is to wait for the morning waits"


async def test_a_day_ahead_and_back_sends_nothing_twice(session, opened) -> None:
    await opened(at=MONDAY)
    book = Notebook()
    await send_all(session, book, at=MONDAY + DAY)
    for at in (MONDAY, MONDAY + HOUR, MONDAY + DAY + HOUR):
        await bring_back_messages(session, at=at)
        assert await send_all(session, book, at=at) == 0
    assert len(book.letters) == 1


async def test_a_clock_that_stands_still_sends_once_and_retries_when_it_goes_on(session, opened) -> None:
    await opened(at=MONDAY)
    book = Notebook(Outcome("没有应答"))
    assert [await send_all(session, book, at=MONDAY) for _ in range(3)] == [1, 0, 0]
    assert await send_all(session, book, at=MONDAY + 6 * timedelta(seconds=1)) == 1
    assert len(book.letters) == 2


async def test_each_level_hears_once_of_a_late_order_however_the_clock_jumps(session, opened) -> None:
    await opened(at=MONDAY)
    for at in (MONDAY + 25 * HOUR, MONDAY + 24 * HOUR, MONDAY + 49 * HOUR, MONDAY + 48 * HOUR, MONDAY + 50 * HOUR):
        await escalate_orders(session, at=at)
    told = [(row.order_id, row.level) for row in await session.exec(select(Escalation))]
    assert len(told) == len(set(told)) > 0
    letters = (await session.exec(select(Message).where(Message.kind == "order-overdue"))).all()
    assert len(letters) == len(told)


async def test_each_level_hears_once_of_a_late_errand_however_the_clock_jumps(session) -> None:
    await open_errands(session, [an_alert()], at=MONDAY)
    late = datetime.fromisoformat("2020-06-09T09:00:00+08:00")
    for at in (late + 8 * DAY, late, late + 8 * DAY + HOUR, late + 9 * DAY):
        await escalate_errands(session, at=at)
    letters = (await session.exec(select(Message).where(Message.kind == "errand-late"))).all()
    assert 1 <= len(letters) <= 2


async def test_no_reminder_comes_twice_however_the_clock_jumps(session) -> None:
    order = await an_order(session)
    due_at = order.due_at
    for offset in (-HOUR, -2 * HOUR, -HOUR, HOUR, -HOUR, HOUR, DAY, HOUR, 10 * DAY):
        await tell_of_orders(session, at=due_at + offset)
    told = [(act.act, act.level) for act in await session.exec(select(OrderAct)) if act.act in {"reminded", "urged"}]
    assert len(told) == len(set(told)) > 0


async def test_households_that_were_put_off_are_called_though_the_clock_fell_back(session) -> None:
    event = a_detection()
    await put_off_calls(session, [event])
    with clock.frozen(event.occurred_at - HOUR):
        assert await jobs.call_departments(session, clock.now())
    assert len((await session.exec(select(WorkOrder))).all()) == 5


@pytest.fixture
def push(session, receivers: Receivers):
    """A turn of either lane, by a clock that shows this instant."""

    async def once(at: datetime, *, is_failing: bool = False) -> bool:
        with clock.frozen(at):
            return await push_events(session, receivers, is_failing=is_failing, at=at)

    return once


async def a_system(session, receiver: Receiver) -> None:
    await a_subscriber(session)
    await a_subscription(session, receiver.address)


async def test_a_subscription_goes_on_when_the_clock_falls_back(session, receiver: Receiver, push) -> None:
    await a_system(session, receiver)
    await kept(session, *alerts(1))
    assert await push(MONDAY)
    await kept(session, *alerts(1), at=MONDAY - HOUR)
    assert await push(MONDAY - HOUR)
    assert len(set(receiver.ids)) == len(receiver.ids) == 2
    stamps = [int(headers["webhook-timestamp"]) for headers, _ in receiver.posts]
    assert stamps == [int(MONDAY.timestamp()), int((MONDAY - HOUR).timestamp())], "each attempt is signed by the time of then"


async def test_a_failing_subscription_is_asked_again_when_the_clock_falls_back_and_not_without_a_pause(
    session, receiver: Receiver, push
) -> None:
    await a_system(session, receiver)
    await kept(session, *alerts(1))
    receiver.answers.extend([503, 503])
    assert await push(MONDAY)
    fallen = MONDAY - HOUR
    assert await push(fallen, is_failing=True)
    assert not await push(fallen, is_failing=True), "its wait is reckoned anew, by the clock as it is now"
    assert await push(fallen + HOUR, is_failing=True)
    assert receiver.ids == receiver.ids[:1] * 3
    assert (await session.exec(select(Progress))).one().failures == 0


async def test_an_event_that_was_set_aside_is_tried_again_when_the_clock_falls_back(
    session, receiver: Receiver, receivers: Receivers, push
) -> None:
    await a_system(session, receiver)
    await kept(session, *alerts(2))
    disliked: list[str] = []

    async def dislikes_the_first(one: Receiver, reader, writer) -> None:
        disliked[:] = disliked or one.ids[-1:]
        await says(422 if one.ids[-1] == disliked[0] and len(one.ids) < 7 else 204)(one, reader, writer)

    receiver.always = dislikes_the_first
    at = MONDAY
    for _ in range(4):
        await push(at)
        await push(at, is_failing=True)
        at += HOUR
    [aside] = (await session.exec(select(Push).where(col(Push.is_aside)))).all()
    receiver.always = 204
    fallen = aside.last_at - 2 * HOUR
    with clock.frozen(fallen):
        assert await retry_pushes(session, receivers, at=fallen)
        assert not await retry_pushes(session, receivers, at=fallen)
    assert receiver.ids.count(disliked[0]) >= 2


async def test_a_day_ahead_forgets_no_event_that_others_may_still_ask_for(session) -> None:
    await kept(session, *alerts(3), at=MONDAY)
    await forget_events(session, at=MONDAY + DAY)
    assert len((await session.exec(select(FedEvent))).all()) == 3


async def test_the_feed_has_one_order_whatever_the_clock_says(session) -> None:
    await kept(session, *alerts(1), at=MONDAY)
    await kept(session, *alerts(1), at=MONDAY - HOUR)
    await kept(session, *alerts(1), at=MONDAY + DAY)
    events = (await session.exec(select(FedEvent).order_by(col(FedEvent.position)))).all()
    assert [event.position for event in events] == [1, 2, 3]
