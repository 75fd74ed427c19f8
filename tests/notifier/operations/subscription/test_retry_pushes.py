"""What was set aside is tried by itself for three days, and not when it may not leave any more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.channels.receivers import Receivers
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.retry_pushes import AT_ONCE, retry_pushes
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.tables import Push
from shared import clock
from tests.builders.feed import ALERTED, DETECTED, a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY
from tests.builders.receiver import LOOPBACK, hangs, receiving


@pytest.fixture
async def aside(session, receiver, receivers):
    """A push that the receiver disliked while it took the next, and its subscription."""
    await a_subscriber(session, types=[ALERTED, DETECTED])
    subscription, progress, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(2))
    receiver.answers.extend([500] * 4)
    for number in range(4):
        with clock.frozen(progress.due_at):
            await push_events(session, receivers, is_failing=number > 0, at=clock.now())
    push = (await session.exec(select(Push).where(Push.state == PushState.FAILED))).one()
    receiver.posts.clear()
    return push, subscription


async def again(session, receivers, at):
    with clock.frozen(at):
        return await retry_pushes(session, receivers, at=at)


async def test_it_is_delivered_when_the_receiver_is_mended(session, receiver, receivers, aside):
    push, _ = aside
    assert not await again(session, receivers, push.due_at - timedelta(seconds=1))
    assert await again(session, receivers, push.due_at)
    assert (push.state, push.attempts, push.due_at, push.error) == (PushState.DELIVERED, 5, None, "")
    assert receiver.ids == [str(push.event_id)]


async def test_after_three_days_it_is_given_up_and_can_be_seen(session, receiver, receivers, aside):
    push, subscription = aside
    receiver.always = 500
    while push.state is PushState.FAILED:
        at = push.due_at
        assert await again(session, receivers, at)
    assert timedelta(days=3) <= at - MONDAY <= timedelta(days=3, hours=8)
    assert (push.state, push.error, push.due_at) == (PushState.GIVEN_UP, "接收系统答复 500", None)
    assert subscription.state is SubscriptionState.ACTIVE, "the others go on"


async def test_gone_pauses_the_subscription(session, receiver, receivers, aside):
    push, subscription = aside
    receiver.always = 410
    await again(session, receivers, push.due_at)
    assert subscription.state is SubscriptionState.PAUSED
    assert not await again(session, receivers, push.due_at + timedelta(days=1)), "paused, nothing is tried"


async def test_what_is_granted_no_more_does_not_leave(session, receiver, receivers, aside):
    push, _ = aside
    await a_subscriber(session, types=[DETECTED])
    await again(session, receivers, push.due_at)
    assert (push.state, push.error) == (PushState.GIVEN_UP, "事件已超过保存期限，或授权已收回")
    assert receiver.posts == []


async def test_one_that_hangs_with_many_waiting_leaves_room_for_another_s(session, receiver, aside):
    """However many events of a hanging receiver are due longer: another system's is in the very next turn."""
    first, _ = aside
    async with receiving() as hung:
        hung.always = hangs
        await a_subscriber(session, code="hung-one", types=[ALERTED, DETECTED])
        slow, _, _ = await a_subscription(session, hung.address, code="hung-one")
        for event in await kept(session, *alerts(3 * AT_ONCE)):
            waiting = {"event_id": event.event_id, "type": event.type, "subscription_id": slow.id, "code": slow.code}
            times = {"first_at": MONDAY, "last_at": MONDAY, "due_at": MONDAY}
            state = {"state": PushState.FAILED, "is_aside": True, "attempts": 4, "took_ms": 0}
            session.add(Push(region=slow.region, **waiting, **times, **state))
        await session.flush()
        assert await again(session, Receivers(allowed=LOOPBACK, timeout_s=1), first.due_at)
        assert first.state is PushState.DELIVERED
        tried = select(Push).where(Push.subscription_id == slow.id, Push.attempts == 5)
        assert len((await session.exec(tried)).all()) == AT_ONCE - 1, "the rest of the turn is not wasted"
