"""Other systems, what they asked for, and what came of each event."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import CLOCKS_DIFFER
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import Rights, SubscriptionState, Way
from services.notifier.tables import FedEvent, Progress, Push, Subscriber, Subscription
from shared.errors import NotFound

# First one of each subscription, then the second of each: a receiver that hangs, with a thousand waiting, holds one place of a
# turn while others want the rest.
_DUE = text("""
SELECT p.id FROM push p JOIN (
    SELECT d.id, row_number() OVER (PARTITION BY d.subscription_id ORDER BY d.due_at, d.id) AS place
    FROM push d JOIN subscription n ON n.id = d.subscription_id
    WHERE d.state = 'failed' AND d.is_aside AND n.state = 'active' AND (d.due_at <= :at OR d.last_at > :ahead)
) due ON due.id = p.id
WHERE p.state = 'failed' AND p.is_aside AND (p.due_at <= :at OR p.last_at > :ahead)
ORDER BY due.place, p.due_at, p.id LIMIT :limit FOR UPDATE OF p SKIP LOCKED
""")


class SubscriberNotFound(NotFound):
    """没有这个订阅系统"""


class SubscriptionNotFound(NotFound):
    """没有这个订阅"""


class PushNotFound(NotFound):
    """没有这条推送记录"""


async def find_subscriber(session: AsyncSession, code: str, *, is_locked: bool = False) -> Subscriber | None:
    """None where there is none, or none that the asker may see."""
    wanted = select(Subscriber).where(Subscriber.code == code)
    return (await session.exec(wanted.with_for_update() if is_locked else wanted)).one_or_none()


async def get_subscriber(session: AsyncSession, code: str) -> Subscriber:
    """Raises SubscriberNotFound."""
    found = await find_subscriber(session, code)
    if found is None:
        raise SubscriberNotFound(asked=code)
    return found


async def list_subscribers(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Subscriber]:
    """In the order in which they were granted something first, one more than asked for."""
    wanted = select(Subscriber).order_by(col(Subscriber.id)).limit(limit + 1)
    return (await session.exec(wanted.where(Subscriber.id > after) if after else wanted)).all()


def rights_of(subscriber: Subscriber) -> Rights:
    """What the rules know of a subscriber."""
    return Rights(subscriber.region, frozenset(subscriber.types), subscriber.ended_at is not None)


async def lock_subscription(session: AsyncSession, subscription_id: UUID) -> tuple[Subscription, Progress]:
    """Progress first: a worker at a turn holds it. Raises SubscriptionNotFound."""
    progress = (
        await session.exec(select(Progress).where(Progress.subscription_id == subscription_id).with_for_update())
    ).one_or_none()
    if progress is None:
        raise SubscriptionNotFound(asked=str(subscription_id))
    wanted = select(Subscription).where(Subscription.id == subscription_id).with_for_update()
    return (await session.exec(wanted)).one(), progress


async def get_subscription(session: AsyncSession, subscription_id: UUID) -> tuple[Subscription, Progress]:
    """Raises SubscriptionNotFound."""
    wanted = (
        select(Subscription, Progress)
        .join(Progress, col(Progress.subscription_id) == Subscription.id)
        .where(Subscription.id == subscription_id)
    )
    found = (await session.exec(wanted)).one_or_none()
    if found is None:
        raise SubscriptionNotFound(asked=str(subscription_id))
    return found


async def list_subscriptions(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[tuple[Subscription, Progress]]:
    """In the order in which they were opened, one more than asked for."""
    wanted = select(Subscription, Progress).join(Progress, col(Progress.subscription_id) == Subscription.id)
    if after:
        wanted = wanted.where(Subscription.id > after)
    return (await session.exec(wanted.order_by(col(Subscription.id)).limit(limit + 1))).all()


async def has_bus_subscription(session: AsyncSession, subscriber_id: UUID) -> bool:
    """Whether the subscriber is served over the bus already."""
    wanted = select(Subscription.id).where(
        Subscription.subscriber_id == subscriber_id,
        Subscription.way == Way.NATS,
        Subscription.state != SubscriptionState.ENDED,
    )
    return (await session.exec(wanted.limit(1))).first() is not None


async def list_open_of(session: AsyncSession, subscriber_id: UUID) -> Sequence[Subscription]:
    """The subscriptions of a subscriber that have not ended, locked."""
    wanted = select(Subscription).where(
        Subscription.subscriber_id == subscriber_id, Subscription.state != SubscriptionState.ENDED
    )
    return (await session.exec(wanted.order_by(col(Subscription.id)).with_for_update())).all()


async def list_pushes(
    session: AsyncSession, subscription_id: UUID, *, state: PushState | None, after: UUID | None, limit: int
) -> Sequence[Push]:
    """Newest first, one more than asked for."""
    wanted = select(Push).where(Push.subscription_id == subscription_id)
    if state:
        wanted = wanted.where(Push.state == state)
    if after:
        wanted = wanted.where(Push.id < after)
    return (await session.exec(wanted.order_by(col(Push.id).desc()).limit(limit + 1))).all()


async def find_pushes(session: AsyncSession, subscription_id: UUID, event_ids: Sequence[UUID]) -> dict[UUID, Push]:
    """What is known of these events on their way to this subscription, by event."""
    wanted = select(Push).where(Push.subscription_id == subscription_id, col(Push.event_id).in_(event_ids))
    return {push.event_id: push for push in (await session.exec(wanted)).all()}


async def lock_push(session: AsyncSession, push_id: UUID) -> Push:
    """Raises PushNotFound."""
    found = (await session.exec(select(Push).where(Push.id == push_id).with_for_update())).one_or_none()
    if found is None:
        raise PushNotFound(asked=str(push_id))
    return found


async def lock_due_pushes(session: AsyncSession, *, at: datetime, limit: int) -> list[Push]:
    """Those set aside that have been due the longest, of as many subscriptions as wait; another worker's are left to it."""
    ids = [row.id for row in await session.execute(_DUE, {"at": at, "ahead": at + CLOCKS_DIFFER, "limit": limit})]
    return list((await session.exec(select(Push).where(col(Push.id).in_(ids)).order_by(col(Push.due_at)))).all())


async def find_event(session: AsyncSession, event_id: UUID) -> FedEvent | None:
    """None for one that is not kept any more."""
    return (await session.exec(select(FedEvent).where(FedEvent.event_id == event_id))).one_or_none()
