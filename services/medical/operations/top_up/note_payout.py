"""Write down what funds says of a payment to a person."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import FundsSaid, PayoutState, answers
from services.medical.store import top_ups
from services.medical.tables import TopUpShare


async def note_payout(session: AsyncSession, share_id: UUID, said: FundsSaid) -> TopUpShare:
    """What is no answer to the last asking changes nothing. Raises NoSuchPayout."""
    share = await top_ups.lock_share(session, share_id)
    if not answers(PayoutState(share.state), share.asks, said):
        return share

    share.state, share.paid_on, share.voucher = said.state, said.paid_on, said.voucher
    share.refusal_reason, share.answered_by = said.reason, None
    session.add(share)
    await session.flush()
    return share
