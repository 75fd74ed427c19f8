"""Door two: what funds does when something happens elsewhere."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations import pay_emergency_grant as operation
from services.funds.rules.grant import Need
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import NewPovertyDetected

handlers = Consumers("funds")


@handlers.on(NewPovertyDetected)
async def pay_emergency_grant(session: AsyncSession, event: NewPovertyDetected) -> None:
    """A household has fallen into need: its town pays it a first emergency grant at once."""
    need = Need(event.case_id, event.household_id, event.region, event.trigger, event.detected_at, event.burden_fen)
    await operation.pay_emergency_grant(session, need, at=clock.now())
