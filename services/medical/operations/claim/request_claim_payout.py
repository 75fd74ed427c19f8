"""Ask again for a payment that was refused, once what was wrong is mended."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim import ClaimStatus
from services.medical.rules.top_up import PayoutNoLongerOwed, PayoutState, pay_out
from services.medical.store import claim_payouts, claims
from services.medical.tables import ClaimPayout
from shared import outbox
from shared.events.medical import PaperClaimSettled
from shared.money import yuan
from shared.security import Principal
from shared.vault import hash_identity


async def request_claim_payout(session: AsyncSession, *, payout_id: UUID, by: Principal) -> ClaimPayout:
    """Only while the claim's settlement stands and the sum is still owed.

    Raises NoSuchPayout, PayoutStateForbids, PayoutNoLongerOwed.
    """
    claim = await claims.lock_claim(session, (await claim_payouts.get_payout(session, payout_id)).claim_id)
    payout = await claim_payouts.lock_payout(session, payout_id)
    last = await claim_payouts.find_standing(session, claim.id, payout.payer)
    asked = (await claim_payouts.sum_asked(session, claim.id)).get(payout.payer, 0)

    state = pay_out(PayoutState(payout.state), PayoutState.AWAITING)
    open_fen = last.owed_fen - asked if last and claim.status == ClaimStatus.SETTLED else 0
    if payout.pay_fen > open_fen:
        raise PayoutNoLongerOwed(asked_yuan=yuan(payout.pay_fen), owed_yuan=yuan(max(0, open_fen)))

    payout.state, payout.asks, payout.refusal_reason, payout.answered_by = state, payout.asks + 1, None, None
    session.add(payout)
    await session.flush()

    if payout.household_id and payout.person_id:
        await outbox.record(
            session,
            PaperClaimSettled(
                payment_id=payout.id,
                claim_id=payout.claim_id,
                region=payout.region,
                person_id=payout.person_id,
                household_id=payout.household_id,
                payer=payout.payer,
                amount_fen=payout.pay_fen,
                settled_on=payout.settled_on,
                ask=payout.asks,
                asked_by=hash_identity(by.subject),
            ),
        )
    return payout
