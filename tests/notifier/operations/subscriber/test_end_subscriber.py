"""What was granted can be taken back, at once and as a whole."""

from datetime import timedelta

import pytest

from services.notifier.operations.subscriber.end_subscriber import end_subscriber
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.store.subscription import SubscriberNotFound
from tests.builders.feed import CODE, a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY


async def test_nothing_is_sent_any_more(session, receiver, receivers):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(1))
    ended = await end_subscriber(session, CODE, at=MONDAY)
    assert (ended.ended_at, subscription.state) == (MONDAY, SubscriptionState.ENDED)
    assert not await push_events(session, receivers, is_failing=False, at=MONDAY)
    assert receiver.posts == []


async def test_ended_twice_it_stays_ended_since_the_first_time(session):
    await a_subscriber(session)
    await end_subscriber(session, CODE, at=MONDAY)
    assert (await end_subscriber(session, CODE, at=MONDAY + timedelta(days=1))).ended_at == MONDAY


async def test_granted_again_it_may_begin_anew(session):
    await a_subscriber(session)
    await end_subscriber(session, CODE, at=MONDAY)
    assert (await a_subscriber(session)).ended_at is None


async def test_a_system_that_nobody_knows_cannot_be_ended(session):
    with pytest.raises(SubscriberNotFound):
        await end_subscriber(session, CODE, at=MONDAY)
