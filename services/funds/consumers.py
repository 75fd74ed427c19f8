"""Door two: what funds does when something happens elsewhere."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations import pay_clearing as clearing
from services.funds.operations import pay_emergency_grant as operation
from services.funds.rules.clearing import Claim
from services.funds.rules.grant import Need
from shared import clock
from shared.consumers import Consumers
from shared.events.medical import ClearingApproved
from shared.events.registry import NewPovertyDetected

handlers = Consumers("funds")


@handlers.on(NewPovertyDetected)
async def pay_emergency_grant(session: AsyncSession, event: NewPovertyDetected) -> None:
    """A household has fallen into need: its town pays it a first emergency grant at once."""
    need = Need(event.case_id, event.household_id, event.region, event.trigger, event.detected_at, event.burden_fen)
    await operation.pay_emergency_grant(session, need, at=clock.now())


@handlers.on(ClearingApproved)
async def pay_clearing(session: AsyncSession, event: ClearingApproved) -> None:
    """A clearing statement was approved: its payer pays the hospital, or it is said why not."""
    claim = Claim(event.statement_id, event.region, event.hospital, event.payer, event.period, event.amount_fen, event.ask)
    await clearing.pay_clearing(session, claim, at=clock.now())
