"""Put what a subscriber is owed on its own subjects of the bus."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.subscription import Way
from services.notifier.store.feed import get_feed, list_owed, lock_turn
from services.notifier.store.push import is_bus_behind, owe_to_subscriber

EVENTS_AT_ONCE = 200


async def publish_events(session: AsyncSession, *, at: datetime) -> bool:
    """Whether anything was to be done. What is owed to the bus and how far the subscription is are written together: after a
    crash neither is there, or both."""
    if await is_bus_behind(session):
        return False
    turn = await lock_turn(session, way=Way.NATS, is_failing=False, at=at)
    if turn is None:
        return False
    head = (await get_feed(session)).position
    owed = await list_owed(session, turn.subscription.id, after=turn.progress.position, head=head, limit=EVENTS_AT_ONCE)

    if owed:
        await owe_to_subscriber(session, turn, owed)
    turn.progress.position, turn.progress.due_at = (owed[-1].position if len(owed) == EVENTS_AT_ONCE else head), at
    session.add(turn.progress)
    await session.flush()
    return True
