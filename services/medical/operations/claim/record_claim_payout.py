"""Record what became of a payment that the desk makes itself: it was paid, or could not be, and why."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import PayoutState, must_be_the_desks, must_not_be_in_future, pay_out
from services.medical.schemas.top_up import RecordPayout
from services.medical.store import claim_payouts
from services.medical.tables import ClaimPayout
from shared.security import Principal


async def record_claim_payout(
    session: AsyncSession, form: RecordPayout, *, payout_id: UUID, by: Principal, on: date
) -> ClaimPayout:
    """The same answer again changes nothing. Raises NoSuchPayout, PaidByFunds, PayoutStateForbids, PaidInFuture."""
    payout = await claim_payouts.lock_payout(session, payout_id)

    if form.paid_on is not None:
        must_not_be_in_future(form.paid_on, on=on, pointer="/paid_on")
        if (payout.state, payout.paid_on, payout.voucher) == (PayoutState.PAID, form.paid_on, form.voucher):
            return payout
    must_be_the_desks(PayoutState(payout.state), household_id=payout.household_id)
    state = pay_out(PayoutState(payout.state), PayoutState.PAID if form.paid_on else PayoutState.REFUSED)

    payout.state, payout.paid_on, payout.voucher = state, form.paid_on, form.voucher
    payout.refusal_reason, payout.answered_by = form.refusal_reason, by.subject
    session.add(payout)
    await session.flush()
    return payout
