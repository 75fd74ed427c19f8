"""Ask again for a payment that was refused, once what was wrong is mended."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import Matter, PayoutState, must_still_be_owed, pay_out
from services.medical.store import payouts
from services.medical.tables import Payout
from shared import outbox
from shared.events.medical import PaperClaimSettled, TopUpConfirmed
from shared.security import Principal
from shared.vault import hash_identity

ASKS_WITH: dict[Matter, type[TopUpConfirmed | PaperClaimSettled]] = {
    Matter.TOP_UP: TopUpConfirmed,
    Matter.PAPER_CLAIM: PaperClaimSettled,
}


async def request_payout(session: AsyncSession, *, matter: Matter, payout_id: UUID, by: Principal) -> Payout:
    """What it rests on stands; only the asking is new, and only while the sum is still owed.

    Raises NoSuchPayout, OutsideRegion, PayoutStateForbids, PayoutNoLongerOwed.
    """
    owed = await payouts.lock_owed(session, matter, payout_id)
    payout = owed.payout

    by.must_cover(payout.region)
    state = pay_out(PayoutState(payout.state), PayoutState.AWAITING)
    must_still_be_owed(payout.pay_fen, owed.open_fen)

    payout.state, payout.asks, payout.refusal_reason, payout.answered_by = state, payout.asks + 1, None, None
    session.add(payout)
    await session.flush()

    if owed.household_id:
        asking = owed.asking | {"ask": payout.asks, "asked_by": hash_identity(by.subject)}
        await outbox.record(session, ASKS_WITH[matter](**asking))
    return payout
