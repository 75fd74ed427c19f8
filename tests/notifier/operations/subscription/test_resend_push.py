"""Whoever looks after a receiver may have an event sent again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.operations.subscription.end_subscription import end_subscription
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.resend_push import resend_push
from services.notifier.operations.subscription.retry_pushes import retry_pushes
from services.notifier.rules.feed import EventForgotten
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import SubscriptionOver
from services.notifier.store.subscription import PushNotFound
from services.notifier.tables import Push
from shared import clock
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY

LATER = MONDAY + timedelta(days=5)


@pytest.fixture
async def sent(session, receiver, receivers):
    """A subscription of which one event was delivered, and that push."""
    await a_subscriber(session)
    subscription, progress, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1))
    with clock.frozen(MONDAY):
        await push_events(session, receivers, is_failing=False, at=MONDAY)
    return subscription, progress, (await session.exec(select(Push))).one()


async def test_a_delivered_event_is_sent_again_under_its_id(session, receiver, receivers, sent):
    subscription, _, push = sent
    await resend_push(session, subscription.id, push.id, at=LATER)
    with clock.frozen(LATER):
        assert await retry_pushes(session, receivers, at=LATER)
    assert receiver.ids == [str(push.event_id)] * 2
    assert (push.state, push.attempts) == (PushState.DELIVERED, 2)


async def test_sent_again_and_failed_it_has_three_days_anew(session, receiver, receivers, sent):
    subscription, _, push = sent
    receiver.always = 500
    await resend_push(session, subscription.id, push.id, at=LATER)
    with clock.frozen(LATER):
        await retry_pushes(session, receivers, at=LATER)
    assert (push.state, push.is_aside) == (PushState.FAILED, True)


async def test_the_one_that_holds_up_the_others_is_tried_at_once_in_its_place(session, receiver, receivers, sent):
    subscription, progress, _ = sent
    await kept(session, *alerts(2))
    receiver.answers.extend([500, 500])
    for is_failing in (False, True):
        with clock.frozen(progress.due_at):
            await push_events(session, receivers, is_failing=is_failing, at=clock.now())
    head = (await session.exec(select(Push).where(Push.state == PushState.FAILED))).one()
    now = head.last_at + timedelta(seconds=1)
    assert progress.due_at > now
    await resend_push(session, subscription.id, head.id, at=now)
    assert (progress.due_at, head.is_aside) == (now, False)


async def test_what_is_over_forgotten_or_another_s_is_not_sent(session, receiver, sent):
    subscription, _, push = sent
    other, _, _ = await a_subscription(session, receiver.address)
    with pytest.raises(PushNotFound):
        await resend_push(session, other.id, push.id, at=LATER)
    await forget_events(session, at=MONDAY + timedelta(days=31))
    with pytest.raises(EventForgotten):
        await resend_push(session, subscription.id, push.id, at=LATER)
    await end_subscription(session, subscription.id, at=LATER)
    with pytest.raises(SubscriptionOver):
        await resend_push(session, subscription.id, push.id, at=LATER)
