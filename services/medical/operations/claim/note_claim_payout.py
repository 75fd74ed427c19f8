"""Write down what funds says of a payment for a bill on paper."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import FundsSaid, PayoutState, answers
from services.medical.store import claim_payouts
from services.medical.tables import ClaimPayout


async def note_claim_payout(session: AsyncSession, payout_id: UUID, said: FundsSaid) -> ClaimPayout:
    """What is no answer to the last asking changes nothing. Raises NoSuchPayout."""
    payout = await claim_payouts.lock_payout(session, payout_id)
    if not answers(PayoutState(payout.state), payout.asks, said):
        return payout

    payout.state, payout.paid_on, payout.voucher = said.state, said.paid_on, said.voucher
    payout.refusal_reason, payout.answered_by = said.reason, None
    session.add(payout)
    await session.flush()
    return payout
