"""A subscription goes on where it stood, or begins anew from a moment; what is forgotten is said aloud."""

from datetime import timedelta

import pytest

from services.notifier.operations.feed.forget_events import forget_events
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules.feed import EventForgotten
from services.notifier.rules.subscription import MomentAhead, SubscriptionState
from services.notifier.schemas.subscription import ResumeSubscription
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY

GO_ON = ResumeSubscription()


def since(moment):
    return ResumeSubscription(since=moment)


async def test_what_was_owed_at_the_pause_is_sent_after_it(session, receiver, receivers):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(3))
    receiver.answers.append(410)
    await push_events(session, receivers, is_failing=False, at=MONDAY)
    assert subscription.state is SubscriptionState.PAUSED
    assert not await push_events(session, receivers, is_failing=True, at=MONDAY + timedelta(days=1))

    await resume_subscription(session, subscription.id, GO_ON, at=MONDAY + timedelta(days=2))
    assert (subscription.state, subscription.paused_because) == (SubscriptionState.ACTIVE, "")
    await push_events(session, receivers, is_failing=False, at=MONDAY + timedelta(days=2))
    assert receiver.ids[1:] == [str(event.event_id) for event in events]


async def test_everything_since_a_moment_is_sent_again_under_the_same_ids(session, receiver, receivers):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1), at=MONDAY)
    again = await kept(session, *alerts(2), at=MONDAY + timedelta(hours=2))
    await push_events(session, receivers, is_failing=False, at=MONDAY + timedelta(hours=3))
    receiver.posts.clear()
    await resume_subscription(session, subscription.id, since(MONDAY + timedelta(hours=1)), at=MONDAY + timedelta(hours=3))
    await push_events(session, receivers, is_failing=False, at=MONDAY + timedelta(hours=3))
    assert receiver.ids == [str(event.event_id) for event in again]


async def test_what_is_forgotten_is_not_passed_over_in_silence(session, receiver):
    await a_subscriber(session)
    subscription, progress, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(2), at=MONDAY)
    later = MONDAY + timedelta(days=31)
    await forget_events(session, at=later)
    with pytest.raises(EventForgotten):
        await resume_subscription(session, subscription.id, GO_ON, at=later)
    await resume_subscription(session, subscription.id, since(MONDAY), at=later)
    assert progress.position == 2


async def test_nothing_begins_in_the_future(session, receiver):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    with pytest.raises(MomentAhead):
        await resume_subscription(session, subscription.id, since(MONDAY + timedelta(days=1)), at=MONDAY)
