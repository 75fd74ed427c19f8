"""Hospitals are paid what medical has cleared."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.clearing import pay_clearing as clearing
from services.funds.rules.clearing import Claim
from shared import clock
from shared.consumers import Consumers
from shared.events.medical import ClearingApproved

handlers = Consumers("funds")


@handlers.on(ClearingApproved)
async def pay_clearing(session: AsyncSession, event: ClearingApproved) -> None:
    """A clearing statement was approved: its payer pays the hospital, or it is said why not."""
    claim = Claim(event.statement_id, event.region, event.hospital, event.payer, event.period, event.amount_fen, event.ask)
    await clearing.pay_clearing(session, claim, at=clock.now())
