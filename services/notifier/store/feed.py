"""The feed: kept in one order, read from a place on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import CLOCKS_DIFFER
from services.notifier.tables import FedEvent, Feed, Progress, Subscriber, Subscription
from shared import rows

_LOCK = text("SELECT position FROM feed WHERE id = 1 FOR UPDATE")
_KNOWN = text("SELECT event_id FROM fed_event WHERE event_id = ANY (CAST(:ids AS uuid[]))")
_ADVANCE = text("UPDATE feed SET position = :position WHERE id = 1")
_PLACE_AT = text("SELECT min(position) - 1 FROM fed_event WHERE kept_at >= :since")
_FORGET = text("DELETE FROM fed_event WHERE kept_at < :before RETURNING position")
_FORGOTTEN = text("UPDATE feed SET forgotten = greatest(forgotten, :position) WHERE id = 1")

# What the subscriber is granted, and of that what the subscription asks for.
_OWED = text("""
SELECT e.position, e.event_id, e.type, e.body
FROM fed_event e, subscription n JOIN subscriber s ON s.id = n.subscriber_id
WHERE n.id = :subscription AND s.ended_at IS NULL AND e.position > :after AND e.position <= :head
  AND e.type = ANY (s.types) AND (cardinality(n.types) = 0 OR e.type = ANY (n.types))
  AND (e.region = '' OR ((e.region LIKE ANY (s.places) OR e.former_region LIKE ANY (s.places))
                         AND (e.region LIKE ANY (n.places) OR e.former_region LIKE ANY (n.places))))
ORDER BY e.position LIMIT :limit
""")
# Each lane is served in the order in which its subscriptions fell due. One that fails leaves the first lane until it is well, and
# waits; what began to fail later than now did so by a clock that was set back since, and so was its wait.
_NEXT = text("""
SELECT p.subscription_id FROM progress p JOIN subscription n ON n.id = p.subscription_id
WHERE n.state = 'active' AND n.way = :way AND (p.failures > 0) = :is_failing
  AND (p.failures = 0 OR p.due_at <= :at OR p.failing_since > :ahead)
  AND p.position < (SELECT position FROM feed WHERE id = 1)
ORDER BY p.due_at, p.subscription_id LIMIT 1 FOR UPDATE OF p SKIP LOCKED
""")


@dataclass(frozen=True, slots=True)
class Owed:
    """An event as it leaves, and its place."""

    position: int
    event_id: UUID
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """A subscription whose turn it is, locked, with how far it is and who is behind it."""

    subscription: Subscription
    progress: Progress
    subscriber: Subscriber


async def get_feed(session: AsyncSession) -> Feed:
    """How far the feed goes. What is read after this, up to there, is whole."""
    return (await session.exec(select(Feed).execution_options(populate_existing=True))).one()


async def lock_feed(session: AsyncSession) -> int:
    """The last position; nobody else keeps an event until this transaction ends."""
    return int((await session.execute(_LOCK)).scalar_one())


async def list_kept(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these events are kept already."""
    return {row.event_id for row in await session.execute(_KNOWN, {"ids": list(ids)})}


async def put_events(session: AsyncSession, kept: Sequence[FedEvent]) -> None:
    """Keep these at the end of the feed, which is locked."""
    await rows.insert(session, *kept)
    await session.execute(_ADVANCE, {"position": kept[-1].position})


async def forget_events(session: AsyncSession, *, before: datetime) -> int:
    """Forget what was kept before; how many events that were."""
    gone = [row.position for row in await session.execute(_FORGET, {"before": before})]
    if gone:
        await session.execute(_FORGOTTEN, {"position": max(gone)})
    return len(gone)


async def find_place(session: AsyncSession, since: datetime | None) -> int:
    """The place after which the events of a moment begin: the end of the feed without one, or if nothing came since."""
    head = (await get_feed(session)).position
    if since is None:
        return head
    found = (await session.execute(_PLACE_AT, {"since": since})).scalar_one()
    return head if found is None else int(found)


async def list_events(session: AsyncSession, *, after: int, head: int, types: Sequence[str], limit: int) -> Sequence[FedEvent]:
    """What whoever asks may have, after a place; row-level security knows what that is."""
    events = select(FedEvent).where(FedEvent.position > after, FedEvent.position <= head)
    if types:
        events = events.where(col(FedEvent.type).in_(types))
    return (await session.exec(events.order_by(col(FedEvent.position)).limit(limit))).all()


async def list_owed(session: AsyncSession, subscription_id: UUID, *, after: int, head: int, limit: int) -> list[Owed]:
    """The events after a place that a subscription is owed, as its subscriber's rights are now."""
    asked = {"subscription": subscription_id, "after": after, "head": head, "limit": limit}
    return [Owed(row.position, row.event_id, row.type, bytes(row.body)) for row in await session.execute(_OWED, asked)]


async def lock_turn(session: AsyncSession, *, way: str, is_failing: bool, at: datetime) -> Turn | None:
    """The subscription that has waited longest, of those that go well or of those that fail; another worker's stay."""
    asked = {"way": way, "is_failing": is_failing, "at": at, "ahead": at + CLOCKS_DIFFER}
    found = (await session.execute(_NEXT, asked)).scalar_one_or_none()
    return await get_turn(session, found) if found else None


async def get_turn(session: AsyncSession, subscription_id: UUID) -> Turn:
    """A subscription with all that belongs to it."""
    wanted = (
        select(Subscription, Progress, Subscriber)
        .join(Progress, col(Progress.subscription_id) == Subscription.id)
        .join(Subscriber, col(Subscriber.id) == Subscription.subscriber_id)
        .where(Subscription.id == subscription_id)
    )
    return Turn(*(await session.exec(wanted)).one())
