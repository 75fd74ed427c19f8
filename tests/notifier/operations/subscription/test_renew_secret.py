"""A secret is changed without a gap: for a day both sign."""

from datetime import timedelta

import pytest

from services.notifier.operations.subscription.end_subscription import end_subscription
from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.operations.subscription.renew_secret import renew_secret
from services.notifier.rules.subscription import NotPushed, SubscriptionOver
from tests.builders.feed import a_subscriber, a_subscription
from tests.builders.notifier import MONDAY
from tests.builders.receiver import is_signed


async def test_for_a_day_both_secrets_sign(session, receiver, receivers):
    await a_subscriber(session)
    subscription, _, old = await a_subscription(session, receiver.address)
    _, _, new = await renew_secret(session, subscription.id, at=MONDAY)
    assert new != old
    for after, good in ((timedelta(hours=23), {old, new}), (timedelta(hours=25), {new})):
        await ping_subscription(session, receivers, subscription.id, at=MONDAY + after)
        headers, body = receiver.posts[-1]
        assert {secret for secret in (old, new) if is_signed(headers, body, secret)} == good


async def test_renewed_twice_the_oldest_is_good_no_more(session, receiver, receivers):
    await a_subscriber(session)
    subscription, _, oldest = await a_subscription(session, receiver.address)
    _, _, old = await renew_secret(session, subscription.id, at=MONDAY)
    _, _, new = await renew_secret(session, subscription.id, at=MONDAY)
    await ping_subscription(session, receivers, subscription.id, at=MONDAY)
    [(headers, body)] = receiver.posts
    assert [is_signed(headers, body, secret) for secret in (oldest, old, new)] == [False, True, True]


async def test_there_is_nothing_to_renew_over_the_bus_or_of_what_ended(session):
    await a_subscriber(session)
    over_the_bus, _, _ = await a_subscription(session)
    with pytest.raises(NotPushed):
        await renew_secret(session, over_the_bus.id, at=MONDAY)
    await end_subscription(session, over_the_bus.id, at=MONDAY)
    with pytest.raises(SubscriptionOver):
        await renew_secret(session, over_the_bus.id, at=MONDAY)
