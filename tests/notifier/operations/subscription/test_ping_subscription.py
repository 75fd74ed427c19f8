"""A test is sent at once, looks like what is sent in earnest, and changes nothing."""

import pytest

from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.rules.feed import PING
from services.notifier.rules.subscription import NotPushed
from services.notifier.store.subscription import SubscriptionNotFound, list_pushes
from shared.ids import uuid7
from tests.builders.feed import a_subscriber, a_subscription
from tests.builders.notifier import MONDAY
from tests.builders.receiver import is_signed, says


async def test_the_answer_of_the_receiver_is_shown(session, receiver, receivers):
    await a_subscriber(session)
    subscription, progress, secret = await a_subscription(session, receiver.address)
    receiver.answers.append(says(401, body="who are you"))
    reply = await ping_subscription(session, receivers, subscription.id, at=MONDAY)
    assert (reply.is_taken, reply.status, reply.answer) == (False, 401, "who are you")
    [(headers, body)] = receiver.posts
    [event] = receiver.events
    assert (event["type"], event["id"]) == (PING, headers["webhook-id"])
    assert is_signed(headers, body, secret)
    assert (progress.failures, await list_pushes(session, subscription.id, state=None, after=None, limit=9)) == (0, [])


async def test_over_the_bus_there_is_nobody_to_test(session, receivers):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session)
    with pytest.raises(NotPushed):
        await ping_subscription(session, receivers, subscription.id, at=MONDAY)
    with pytest.raises(SubscriptionNotFound):
        await ping_subscription(session, receivers, uuid7(), at=MONDAY)
