"""What a subscriber is owed arrives in order, at least once, whatever its receiver does; and nobody waits for another's."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.channels.receivers import Receivers
from services.notifier.jobs import jobs
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.rules.message import MessageKind
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.tables import Delivery, Message, Progress, Push, Subscription
from shared import clock, database
from tests.builders.feed import (
    ALERTED,
    CODE,
    DETECTED,
    a_detection_elsewhere,
    a_move,
    a_subscriber,
    a_subscription,
    alerts,
    kept,
)
from tests.builders.notifier import MONDAY, OTHER_VILLAGE, VILLAGE, a_detection
from tests.builders.receiver import LOOPBACK, hangs, is_signed, receiving, says

HERE = database.the_platform("test", "test")


@pytest.fixture
def turn(session, receivers):
    """`await turn(MONDAY)` is one turn of those that go well, `await turn(at, is_failing=True)` of those that fail."""

    async def take(at, *, is_failing=False):
        with clock.frozen(at):
            return await push_events(session, receivers, is_failing=is_failing, at=at)

    return take


async def pushes_of(session):
    return (await session.exec(select(Push).order_by(Push.id))).all()


async def test_events_arrive_in_order_signed_as_they_go_over_the_bus(session, receiver, turn):
    await a_subscriber(session)
    _, progress, secret = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(3), a_detection())
    assert await turn(MONDAY)
    assert receiver.ids == [str(event.event_id) for event in events]
    assert [body for _, body in receiver.posts] == [event.body for event in events]
    assert all(is_signed(headers, body, secret) for headers, body in receiver.posts)
    assert receiver.posts[0][0]["content-type"] == "application/cloudevents+json"
    assert [(push.state, push.attempts, push.status) for push in await pushes_of(session)] == [(PushState.DELIVERED, 1, 204)] * 4
    assert progress.position == 4
    assert not await turn(MONDAY), "nothing is left"


async def test_only_what_was_granted_and_asked_for_is_sent(session, receiver, turn):
    await a_subscriber(session, types=[DETECTED, ALERTED])
    _, progress, _ = await a_subscription(session, receiver.address, region=VILLAGE, types=[DETECTED])
    wanted = a_detection()
    others = [a_detection_elsewhere(), a_detection(region=OTHER_VILLAGE), a_move(), *alerts(1)]
    await kept(session, *others[:2], wanted, *others[2:])
    await turn(MONDAY)
    assert receiver.ids == [str(wanted.event_id)]
    assert progress.position == 5


async def test_rights_that_shrank_hold_for_what_waits(session, receiver, turn):
    await a_subscriber(session, types=[DETECTED, ALERTED])
    await a_subscription(session, receiver.address)
    await kept(session, *alerts(2), a_detection())
    await a_subscriber(session, types=[DETECTED])
    await turn(MONDAY)
    assert [event["type"] for event in receiver.events] == [DETECTED]


async def test_a_move_is_told_where_it_left_from(session, receiver, turn):
    await a_subscriber(session)
    await a_subscription(session, receiver.address)
    await kept(session, a_move())
    await turn(MONDAY)
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("status", [500, 503, 404, 400, 302])
async def test_what_failed_is_sent_again_later_with_the_rest_behind_it(session, receiver, turn, status):
    await a_subscriber(session)
    _, progress, _ = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(3))
    receiver.answers.append(status)
    await turn(MONDAY)
    assert (progress.position, progress.failures, progress.failing_since) == (0, 1, MONDAY)
    assert timedelta(seconds=4) <= progress.due_at - MONDAY <= timedelta(seconds=6)
    assert not await turn(MONDAY + timedelta(minutes=1)), "it left the lane of those that go well"
    assert not await turn(MONDAY + timedelta(seconds=1), is_failing=True), "it is not due yet"
    assert await turn(MONDAY + timedelta(minutes=1), is_failing=True)
    ids = [str(event.event_id) for event in events]
    assert receiver.ids == [ids[0], *ids]
    assert (progress.failures, progress.failing_since, progress.position) == (0, None, 3)
    assert [push.attempts for push in await pushes_of(session)] == [2, 1, 1]


async def test_a_receiver_that_asks_for_time_is_given_it(session, receiver, turn):
    await a_subscriber(session)
    _, progress, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1))
    receiver.answers.append(says(429, "Retry-After: 900"))
    await turn(MONDAY)
    assert progress.due_at == MONDAY + timedelta(minutes=15)


async def fail(turn, progress, times, *, is_failing=False):
    at = progress.due_at
    for number in range(times):
        at = progress.due_at
        assert await turn(at, is_failing=is_failing or number > 0)
    return at


async def test_an_event_that_is_disliked_alone_does_not_hold_up_the_others(session, receiver, turn):
    await a_subscriber(session)
    _, progress, _ = await a_subscription(session, receiver.address)
    disliked, *others = await kept(session, *alerts(4))
    receiver.answers.extend([422] * 4)
    await fail(turn, progress, 4)
    ids = [str(event.event_id) for event in others]
    assert receiver.ids == [str(disliked.event_id)] * 4 + ids
    first, *rest = await pushes_of(session)
    assert (first.state, first.is_aside, first.attempts, first.error) == (PushState.FAILED, True, 4, "接收系统答复 422")
    assert first.due_at > first.last_at
    assert {push.state for push in rest} == {PushState.DELIVERED}
    assert (progress.position, progress.failures) == (4, 0)


async def test_a_receiver_that_is_away_loses_nothing_and_is_paused_after_three_days(session, receiver, turn):
    await a_subscriber(session)
    subscription, progress, _ = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(2))
    receiver.always = 503
    at, turns = MONDAY, 0
    while subscription.state is SubscriptionState.ACTIVE:
        at, turns = progress.due_at, turns + 1
        await turn(at, is_failing=turns > 1)
    assert timedelta(days=3) <= at - MONDAY <= timedelta(days=3, hours=8)
    assert 15 <= turns <= 25
    assert progress.position == 0, "what is owed stays owed"
    assert subscription.paused_because == "连续 3 天没有送达，最近一次：接收系统答复 503"
    assert set(receiver.ids) == {str(event.event_id) for event in events}, "the one behind was tried too, and not counted"
    [push] = await pushes_of(session)
    assert (push.state, push.attempts) == (PushState.FAILED, turns)


async def test_gone_pauses_at_once_and_the_county_is_told(session, receiver, turn):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(2))
    receiver.answers.append(410)
    await turn(MONDAY)
    assert (subscription.state, subscription.paused_at) == (SubscriptionState.PAUSED, MONDAY)
    [letter] = (await session.exec(select(Message))).all()
    assert (letter.kind, letter.matter_id) == (MessageKind.SUBSCRIPTION_PAUSED, subscription.id)
    for told in ("罗庄区", "罗庄区政务数据共享平台", "答复 410", f"/notifier/subscriptions/{subscription.id}/page"):
        assert told in letter.body
    assert len((await session.exec(select(Delivery))).all()) == 1
    assert len(receiver.posts) == 1


async def test_receivers_that_hang_hold_up_nobody_else(session, receiver, receivers):
    """Each is met once by those that go well, and from then on they wait for one another."""
    impatient = Receivers(allowed=LOOPBACK, timeout_s=0.2)
    await a_subscriber(session)
    async with receiving() as hung:
        hung.always = hangs
        for _ in range(3):
            await a_subscription(session, hung.address)
        await a_subscription(session, receiver.address)
        await kept(session, *alerts(2))
        for _ in range(3):
            assert await push_events(session, impatient, is_failing=False, at=clock.now())
        assert await push_events(session, receivers, is_failing=False, at=clock.now())
        assert (len(receiver.posts), len(hung.posts)) == (2, 3)
        await kept(session, *alerts(2))
        assert await push_events(session, receivers, is_failing=False, at=clock.now())
        assert not await push_events(session, receivers, is_failing=False, at=clock.now())
        assert (len(receiver.posts), len(hung.posts)) == (4, 3)


async def test_of_two_that_fail_one_that_hangs_twice_holds_up_only_itself(sessions, session, receiver, receivers):
    """It hangs with an event and with the one behind it; the other is served, and written down, before it let go."""
    await a_subscriber(session)
    is_asked, may_go = asyncio.Event(), asyncio.Event()

    async def waits(receiver, reader, writer):
        await may_go.wait()
        writer.close()

    async with receiving() as hung:
        hung.always, hung.on_post = waits, lambda number: is_asked.set()
        _, slow_progress, _ = await a_subscription(session, hung.address)
        well, progress, _ = await a_subscription(session, receiver.address)
        await kept(session, *alerts(2))
        for one, minutes in ((slow_progress, 2), (progress, 1)):
            one.failures, one.failing_since, one.due_at = 3, MONDAY, MONDAY - timedelta(minutes=minutes)
            session.add(one)
        await session.commit()

        async def work() -> bool:
            async with database.transaction(sessions, HERE) as mine:
                return await push_events(mine, receivers, is_failing=True, at=MONDAY)

        stuck = asyncio.create_task(work())
        await is_asked.wait()
        assert await work()
        assert not stuck.done()
        async with database.transaction(sessions, HERE) as other:
            moved = select(Progress.position, Progress.failures).where(Progress.subscription_id == well.id)
            assert (await other.exec(moved)).one() == (2, 0)
        assert not await work(), "nobody takes what is on its way"
        may_go.set()
        assert await stuck
    hands = {queue.name: queue.workers for queue in jobs.queues}
    assert hands["notifier-push_events_again"] > 1


async def test_two_workers_never_send_the_same(sessions, session, receiver, receivers):
    await a_subscriber(session)
    await a_subscription(session, receiver.address)
    await kept(session, *alerts(5))
    await session.commit()

    async def work() -> bool:
        async with database.transaction(sessions, HERE) as mine:
            return await push_events(mine, receivers, is_failing=False, at=clock.now())

    await asyncio.gather(*(work() for _ in range(3)))
    assert set(Counter(receiver.ids).values()) == {1}
    assert len(receiver.posts) == 5


async def test_a_worker_that_dies_before_it_writes_leaves_everything_to_be_sent_again(sessions, session, receiver, receivers):
    await a_subscriber(session)
    await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(3))
    await session.commit()
    async with sessions() as dying:
        await database.set_scope(dying, HERE)
        await push_events(dying, receivers, is_failing=False, at=clock.now())
        await dying.rollback()  # what PostgreSQL does when the connection is gone
    async with database.transaction(sessions, HERE) as alive:
        await push_events(alive, receivers, is_failing=False, at=clock.now())
    assert receiver.ids == [str(event.event_id) for event in events] * 2


async def test_a_long_way_behind_is_caught_up_turn_by_turn(session, receiver, turn):
    await a_subscriber(session)
    await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(120))
    turns = 0
    while await turn(MONDAY):
        turns += 1
    assert receiver.ids == [str(event.event_id) for event in events]
    assert (turns, receiver.connections) == (3, 3)


async def test_a_paused_or_ended_subscription_has_no_turn(session, receiver, turn):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1))
    for state in (SubscriptionState.PAUSED, SubscriptionState.ENDED):
        subscription.state = state
        session.add(subscription)
        await session.flush()
        assert not await turn(MONDAY)
    assert receiver.posts == []
    assert (await session.exec(select(Subscription.code))).all() == (await session.exec(select(Progress.code))).all() == [CODE]
