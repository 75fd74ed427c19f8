"""Keep what other systems may be granted, in one order for all of them."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.feed import offered, place_of, thinned
from services.notifier.store.feed import list_kept, lock_feed, put_events
from services.notifier.tables import FedEvent
from shared.events import Event
from shared.events.wire import encode


async def keep_events(session: AsyncSession, events: Sequence[Event], *, at: datetime) -> list[FedEvent]:
    """Those that were not kept yet, at the end of the feed, which stays locked until they are there for all to see."""
    known = offered()
    wanted = {event.event_id: event for event in events if event.subject in known}
    if not wanted:
        return []
    last = await lock_feed(session)
    there = await list_kept(session, list(wanted))

    fresh = [event for event in wanted.values() if event.event_id not in there]

    kept = [_kept(event, position, at) for position, event in enumerate(fresh, start=last + 1)]
    if kept:
        await put_events(session, kept)
    return kept


def _kept(event: Event, position: int, at: datetime) -> FedEvent:
    region, former_region = place_of(event)
    return FedEvent(
        position=position,
        event_id=event.event_id,
        type=event.subject,
        region=region,
        former_region=former_region,
        body=orjson.dumps(thinned(orjson.loads(encode(event)))),
        kept_at=at,
    )
