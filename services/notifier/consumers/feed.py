"""Everything that anybody says: other systems may be granted it."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.feed import keep_events as keeping
from shared import clock
from shared.consumers import Consumers
from shared.events import Event

handlers = Consumers("notifier")

FEED_S = 0.1
"""Outside nobody acts within a breath; a storm of events is kept in few transactions, one after another, which is their order."""


@handlers.on_every(patience_s=FEED_S)
async def keep_feed(session: AsyncSession, events: Sequence[Event]) -> None:
    """Kept for thirty days, in one order."""
    await keeping.keep_events(session, events, at=clock.now())
