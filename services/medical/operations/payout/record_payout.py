"""Record what became of a payment that the desk makes itself: it was paid, or could not be, and why."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import Matter, PayoutState, must_be_the_desks, must_not_be_in_future, pay_out
from services.medical.schemas.payout import RecordPayout
from services.medical.store import payouts
from services.medical.tables import Payout
from shared.security import Principal


async def record_payout(
    session: AsyncSession, form: RecordPayout, *, matter: Matter, payout_id: UUID, by: Principal, on: date
) -> Payout:
    """The same answer again changes nothing.

    Raises NoSuchPayout, OutsideRegion, PaidByFunds, PayoutStateForbids, PaidInFuture.
    """
    owed = await payouts.lock_owed(session, matter, payout_id)
    payout = owed.payout

    by.must_cover(payout.region)
    if form.paid_on is not None:
        must_not_be_in_future(form.paid_on, on=on, pointer="/paid_on")
        if (payout.state, payout.paid_on, payout.voucher) == (PayoutState.PAID, form.paid_on, form.voucher):
            return payout
    must_be_the_desks(PayoutState(payout.state), household_id=owed.household_id)
    state = pay_out(PayoutState(payout.state), PayoutState.PAID if form.paid_on else PayoutState.REFUSED)

    payout.state, payout.paid_on, payout.voucher = state, form.paid_on, form.voucher
    payout.refusal_reason, payout.answered_by = form.refusal_reason, by.subject
    session.add(payout)
    await session.flush()
    return payout
