"""What ended stays ended."""

from datetime import timedelta

import pytest

from services.notifier.operations.subscription.end_subscription import end_subscription
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules.subscription import SubscriptionOver, SubscriptionState
from services.notifier.schemas.subscription import ResumeSubscription
from tests.builders.feed import a_subscriber, a_subscription
from tests.builders.notifier import MONDAY


async def test_an_ended_subscription_is_not_resumed(session):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, "https://oa.example.gov.cn/hooks")
    await end_subscription(session, subscription.id, at=MONDAY)
    await end_subscription(session, subscription.id, at=MONDAY + timedelta(days=1))
    assert (subscription.state, subscription.ended_at) == (SubscriptionState.ENDED, MONDAY)
    with pytest.raises(SubscriptionOver):
        await resume_subscription(session, subscription.id, ResumeSubscription(), at=MONDAY)


async def test_after_its_end_another_may_be_opened_over_the_bus(session):
    await a_subscriber(session)
    first, _, _ = await a_subscription(session)
    await end_subscription(session, first.id, at=MONDAY)
    second, _, _ = await a_subscription(session)
    assert second.state is SubscriptionState.ACTIVE
