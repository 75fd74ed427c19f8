"""Door two: what housing does when something happens elsewhere."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations import open_safety_survey as operation
from shared.consumers import Consumers
from shared.events.registry import NewPovertyDetected

handlers = Consumers("housing")


@handlers.on(NewPovertyDetected)
async def open_safety_survey(session: AsyncSession, event: NewPovertyDetected) -> None:
    """A household has fallen into need: somebody looks at its house within days."""
    await operation.open_safety_survey(
        session,
        case_id=event.case_id,
        household_id=event.household_id,
        region=event.region,
        trigger=event.trigger,
        detected_at=event.detected_at,
    )
