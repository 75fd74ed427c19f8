"""Door two: what notifier does about what others say."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations import open_work_orders as operation
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import NewPovertyDetected

handlers = Consumers("notifier")


@handlers.on_many(NewPovertyDetected)
async def open_work_orders(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Every responsible department gets its order, and the village officer hears of it."""
    await operation.open_work_orders(session, events, at=clock.now())
