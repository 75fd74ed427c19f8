"""Before a subscription is paused whoever granted it is warned, once for each time that it fails, and told when it is well."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from services.notifier.operations.subscription.push_events import push_events
from services.notifier.operations.subscription.resume_subscription import resume_subscription
from services.notifier.rules.message import MessageKind
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.schemas.subscription import ResumeSubscription
from services.notifier.tables import Delivery, Message
from shared import clock, database
from tests.builders.feed import ALERTED, DETECTED, a_subscriber, a_subscription, alerts, kept
from tests.builders.notifier import MONDAY

HERE = database.the_platform("test", "test")
DAY = timedelta(days=1)
FAILING, RECOVERED, PAUSED = MessageKind.SUBSCRIPTION_FAILING, MessageKind.SUBSCRIPTION_RECOVERED, MessageKind.SUBSCRIPTION_PAUSED


@pytest.fixture
async def away(session, receiver):
    """A subscription whose receiver is away, with two events."""
    await a_subscriber(session, types=[ALERTED, DETECTED])
    subscription, progress, _ = await a_subscription(session, receiver.address)
    await kept(session, *alerts(2))
    receiver.always = 503
    return subscription, progress


@pytest.fixture
def fail_until(session, receivers, away):
    """`await fail_until(at)` has every attempt that falls due up to an instant; when the last one was."""
    _, progress = away

    async def fail(until):
        at = progress.due_at
        while progress.due_at <= until:
            at = progress.due_at
            with clock.frozen(at):
                assert await push_events(session, receivers, is_failing=progress.failures > 0, at=at)
        return at

    return fail


async def told(session):
    return [message.kind for message in await session.exec(select(Message).order_by(Message.written_at, Message.id))]


async def told_there(sessions):
    """The same, as another replica sees it."""
    async with database.transaction(sessions, HERE) as mine:
        return await told(mine)


async def test_after_a_day_the_county_hears_when_it_will_be_paused_and_how_to_mend_it(session, away, fail_until):
    subscription, progress = away
    await fail_until(MONDAY + DAY - timedelta(minutes=1))
    assert await told(session) == []
    at = await fail_until(progress.due_at)
    [letter] = (await session.exec(select(Message))).all()
    assert DAY <= at - MONDAY <= timedelta(days=1, hours=8), "at the first attempt after a day"
    assert (letter.kind, letter.matter_id, letter.written_at) == (FAILING, subscription.id, at)
    for words in (
        "罗庄区",
        "罗庄区政务数据共享平台",
        "从 6月1日（周一）09:00 起",
        "到 6月4日（周四）09:00 仍送不到，就暂停",
        "接收系统答复 503",
        "发送一条测试",
        f"/notifier/subscriptions/{subscription.id}/page",
    ):
        assert words in letter.body
    assert "503" not in letter.forms["group"]["body"] and "政务数据" not in letter.forms["group"]["body"]
    assert len((await session.exec(select(Delivery))).all()) == 1


async def test_it_is_warned_of_once_and_then_paused(session, away, fail_until):
    subscription, progress = away
    while subscription.state is SubscriptionState.ACTIVE:
        await fail_until(progress.due_at)
    assert await told(session) == [FAILING, PAUSED]


async def test_two_replicas_and_a_restart_warn_once(sessions, session, receiver, receivers, away, fail_until):
    _, progress = away
    await fail_until(MONDAY + DAY - timedelta(minutes=1))
    now = MONDAY + DAY + timedelta(hours=8)
    progress.due_at = now
    await session.commit()

    async def work() -> None:
        async with database.transaction(sessions, HERE) as mine:
            await push_events(mine, receivers, is_failing=True, at=now)

    with clock.frozen(now):
        async with sessions() as dying:
            await database.set_scope(dying, HERE)
            await push_events(dying, receivers, is_failing=True, at=now)
            await dying.rollback()  # what PostgreSQL does when the connection is gone
        assert await told_there(sessions) == []
        await asyncio.gather(work(), work())
    for later in (DAY, DAY + timedelta(hours=12)):
        with clock.frozen(now + later - timedelta(minutes=1)):
            async with database.transaction(sessions, HERE) as mine:
                await push_events(mine, receivers, is_failing=True, at=clock.now())
    assert await told_there(sessions) == [FAILING]


async def test_who_was_warned_hears_that_it_is_well_and_is_warned_another_time(session, receiver, receivers, away, fail_until):
    _, progress = away
    await fail_until(MONDAY + timedelta(days=1, hours=8))
    receiver.always = 204
    well_at = progress.due_at
    with clock.frozen(well_at):
        assert await push_events(session, receivers, is_failing=True, at=well_at)
    assert await told(session) == [FAILING, RECOVERED]
    [letter] = (await session.exec(select(Message).where(Message.kind == RECOVERED))).all()
    assert "从 6月1日（周一）09:00 起曾送不到" in letter.body

    receiver.always = 503
    await kept(session, *alerts(1))
    with clock.frozen(well_at + timedelta(minutes=1)):
        await push_events(session, receivers, is_failing=False, at=clock.now())
    assert progress.failing_since == well_at + timedelta(minutes=1)
    await fail_until(progress.failing_since + DAY - timedelta(minutes=1))
    assert await told(session) == [FAILING, RECOVERED]
    await fail_until(progress.failing_since + timedelta(days=1, hours=8))
    assert await told(session) == [FAILING, RECOVERED, FAILING]


async def test_nobody_hears_of_what_failed_for_less_than_a_day(session, receiver, receivers, away, fail_until):
    _, progress = away
    await fail_until(MONDAY + timedelta(hours=18))
    receiver.always = 204
    with clock.frozen(progress.due_at):
        await push_events(session, receivers, is_failing=True, at=clock.now())
    assert progress.failing_since is None
    assert await told(session) == []


async def test_resumed_and_failing_again_it_is_warned_of_again(session, away, fail_until):
    subscription, progress = away
    while subscription.state is SubscriptionState.ACTIVE:
        at = await fail_until(progress.due_at)
    await resume_subscription(session, subscription.id, ResumeSubscription(), at=at + DAY)
    await fail_until(at + timedelta(days=2, hours=8))
    assert await told(session) == [FAILING, PAUSED, FAILING]


async def test_a_clock_that_was_set_back_brings_no_second_warning(session, receivers, away, fail_until):
    """It had gone two days ahead when the warning was written."""
    _, progress = away
    await fail_until(MONDAY + timedelta(hours=2))
    for now in (MONDAY + timedelta(days=2), MONDAY + timedelta(hours=3), MONDAY + timedelta(days=1, hours=4)):
        progress.due_at = now
        await session.flush()
        with clock.frozen(now):
            assert await push_events(session, receivers, is_failing=True, at=now)
    assert await told(session) == [FAILING]


async def test_where_nothing_is_owed_any_more_nothing_fails(session, receiver, receivers, away, fail_until):
    """The county took back the right to what was waiting: months later the next event is not the third day of this."""
    subscription, progress = away
    await fail_until(MONDAY + timedelta(hours=2))
    await a_subscriber(session, types=[DETECTED])
    with clock.frozen(progress.due_at):
        await push_events(session, receivers, is_failing=True, at=clock.now())
    assert (progress.failures, progress.failing_since) == (0, None)
    await a_subscriber(session, types=[ALERTED, DETECTED])
    await kept(session, *alerts(1))
    with clock.frozen(MONDAY + timedelta(days=20)):
        assert await push_events(session, receivers, is_failing=False, at=clock.now())
    assert (subscription.state, await told(session)) == (SubscriptionState.ACTIVE, [])
