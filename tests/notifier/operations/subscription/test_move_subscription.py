"""A receiver that moved house is followed: what it is owed goes to the new address, and nothing else changes."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.subscription.end_subscription import end_subscription
from services.notifier.operations.subscription.move_subscription import move_subscription
from services.notifier.operations.subscription.ping_subscription import ping_subscription
from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.renew_secret import renew_secret
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.subscription import NotPushed, SubscriptionOver, SubscriptionState
from services.notifier.schemas.subscription import Endpoint, MoveSubscription, ResumeSubscription
from services.notifier.store.subscription import SubscriptionNotFound
from services.notifier.tables import Push
from shared import clock
from shared.ids import uuid7
from shared.vault import unseal
from tests.builders.feed import a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY
from tests.builders.receiver import LOOPBACK, is_signed, receiving


@pytest.fixture
async def elsewhere():
    """Where the receiver is from now on."""
    async with receiving() as one:
        yield one


def move(session, subscription, address, *, at=MONDAY, allowed=LOOPBACK):
    return move_subscription(session, subscription.id, MoveSubscription(address=address), allowed=allowed, at=at)


def address_of(subscription):
    return Endpoint.model_validate_json(unseal(subscription.sealed_endpoint)).address


async def push(session, receivers, at, *, is_failing=False):
    with clock.frozen(at):
        return await push_events(session, receivers, is_failing=is_failing, at=at)


async def test_the_next_event_goes_to_the_new_address_under_the_same_secrets(session, receiver, elsewhere, receivers):
    await a_subscriber(session)
    subscription, progress, old = await a_subscription(session, receiver.address)
    first, *_ = await kept(session, *alerts(1))
    await push(session, receivers, MONDAY)
    _, _, new = await renew_secret(session, subscription.id, at=MONDAY)
    later = MONDAY + timedelta(hours=2)
    await move(session, subscription, elsewhere.address, at=later)
    assert (progress.position, subscription.state, subscription.moved_at) == (1, SubscriptionState.ACTIVE, later)

    second, *_ = await kept(session, *alerts(1))
    await push(session, receivers, later)
    assert (receiver.ids, elsewhere.ids) == ([str(first.event_id)], [str(second.event_id)])
    headers, body = elsewhere.posts[0]
    assert is_signed(headers, body, old) and is_signed(headers, body, new), "a renewal that is under way goes on"


async def test_one_that_fails_is_tried_there_at_once_and_nothing_is_lost(session, receiver, elsewhere, receivers):
    await a_subscriber(session)
    subscription, progress, _ = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(3))
    receiver.always = 503
    for number in range(6):
        await push(session, receivers, progress.due_at, is_failing=number > 0)
    now = progress.due_at - timedelta(minutes=10)
    assert not await push(session, receivers, now, is_failing=True)
    await move(session, subscription, elsewhere.address, at=now)
    assert progress.failing_since == MONDAY, "nothing has arrived yet"
    assert await push(session, receivers, now, is_failing=True)
    assert elsewhere.ids == [str(event.event_id) for event in events]
    assert (progress.failures, progress.failing_since) == (0, None)
    assert {each.attempts for each in await session.exec(select(Push))} == {7, 1}


async def test_a_paused_one_is_moved_tested_and_resumed_in_this_order(session, receiver, elsewhere, receivers):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    events = await kept(session, *alerts(2))
    receiver.answers.append(410)
    await push(session, receivers, MONDAY)
    await move(session, subscription, elsewhere.address)
    assert subscription.state is SubscriptionState.PAUSED
    assert not await push(session, receivers, MONDAY + timedelta(days=1), is_failing=True), "it waits to be resumed"

    assert (await ping_subscription(session, receivers, subscription.id, at=MONDAY)).is_taken
    await resume_subscription(session, subscription.id, ResumeSubscription(), at=MONDAY)
    await push(session, receivers, MONDAY)
    assert elsewhere.ids[1:] == [str(event.event_id) for event in events]
    assert len(receiver.posts) == 1


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://10.0.0.7/hooks", LOOPBACK),
        ("https://169.254.169.254/latest", LOOPBACK),
        ("https://127.0.0.1/hooks", ()),
        ("http://oa.example.gov.cn/hooks", LOOPBACK),
        ("ftp://oa.example.gov.cn/hooks", LOOPBACK),
        ("https://key:word@oa.example.gov.cn/hooks", LOOPBACK),
        ("https://oa.example.gov.cn:5432/hooks", LOOPBACK),
        ("", LOOPBACK),
    ],
)
async def test_it_moves_only_where_one_may_be_opened(session, receiver, address, allowed):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    with pytest.raises(WebhookAddressRefused) as refused:
        await move(session, subscription, address, allowed=allowed)
    assert refused.value.pointer == "/address"
    assert (address_of(subscription), subscription.moved_at) == (receiver.address, None)


async def test_moved_to_where_it_is_nothing_changes(session, receiver):
    await a_subscriber(session)
    subscription, _, _ = await a_subscription(session, receiver.address)
    before = subscription.sealed_endpoint
    await move(session, subscription, receiver.address)
    assert (subscription.sealed_endpoint, subscription.moved_at) == (before, None)


async def test_what_has_no_address_is_over_or_is_not_there_does_not_move(session, receiver, elsewhere):
    await a_subscriber(session)
    over_the_bus, _, _ = await a_subscription(session)
    with pytest.raises(NotPushed):
        await move(session, over_the_bus, elsewhere.address)
    subscription, _, _ = await a_subscription(session, receiver.address)
    await end_subscription(session, subscription.id, at=MONDAY)
    with pytest.raises(SubscriptionOver):
        await move(session, subscription, elsewhere.address)
    assert address_of(subscription) == receiver.address
    with pytest.raises(SubscriptionNotFound):
        await move_subscription(session, uuid7(), MoveSubscription(address=elsewhere.address), allowed=LOOPBACK, at=MONDAY)
