"""Write down what funds says of a payment to a person."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import FundsSaid, Matter, PayoutState, answers
from services.medical.store import payouts
from services.medical.tables import Payout


async def note_payout(session: AsyncSession, matter: Matter, payout_id: UUID, said: FundsSaid) -> Payout:
    """What is no answer to the last asking changes nothing. Raises NoSuchPayout."""
    payout = await payouts.lock_payout(session, payouts.TABLES[matter], payout_id)
    if not answers(PayoutState(payout.state), payout.asks, said):
        return payout

    payout.state, payout.paid_on, payout.voucher = said.state, said.paid_on, said.voucher
    payout.refusal_reason, payout.answered_by = said.reason, None
    session.add(payout)
    await session.flush()
    return payout
