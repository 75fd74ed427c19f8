"""An emergency grant follows its case."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.grant import pay_emergency_grant as operation
from services.funds.operations.grant.withdraw_grant import withdraw_grant
from services.funds.rules.grant import Need
from shared import clock
from shared.consumers import Consumers
from shared.events.registry import CaseNeedsAdded, CaseRetracted, NewPovertyDetected

handlers = Consumers("funds")


@handlers.on_many(NewPovertyDetected)
async def pay_emergency_grant(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Households have fallen into need: their towns pay each a first emergency grant at once."""
    await _pay(session, events)


@handlers.on_many(CaseNeedsAdded)
async def pay_added_grant(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case is open, and now it is to be paid its emergency grant: still once a case."""
    await _pay(session, events)


async def _pay(session: AsyncSession, events: Sequence[NewPovertyDetected | CaseNeedsAdded]) -> None:
    needs = [
        Need(event.case_id, event.household_id, event.region, event.trigger, event.detected_at, event.burden_fen)
        for event in events
        if event.asks_for("emergency-grant")
    ]
    if not needs:
        return
    because = {event.case_id: event for event in events}
    await operation.pay_emergency_grant(session, needs, at=clock.now(), because=because)


@handlers.on(CaseRetracted)
async def free_grant(session: AsyncSession, event: CaseRetracted) -> None:
    """A case was a mistake: money that waits for it is free again; of what was paid, somebody decides."""
    await withdraw_grant(session, event, at=clock.now())
