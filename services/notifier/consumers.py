"""Door two: what notifier does about what others say."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations import open_work_orders as operation
from services.notifier.schemas import OpenWorkOrders
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import NewPovertyDetected

handlers = Consumers("notifier")


@handlers.on(NewPovertyDetected)
async def open_work_orders(session: AsyncSession, event: NewPovertyDetected) -> None:
    """Every responsible department gets its order, and the village officer hears of it."""
    form = OpenWorkOrders(case_id=event.case_id, region=event.region, trigger=event.trigger, detected_at=event.detected_at)
    await operation.open_work_orders(session, form, at=clock.now())
