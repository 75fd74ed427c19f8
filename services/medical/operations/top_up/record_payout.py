"""Record what became of a payment to a person: it was paid, or refused, and why."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import PayoutState, must_be_the_desks, must_not_be_in_future, pay_out
from services.medical.schemas.top_up import RecordPayout
from services.medical.store import top_ups
from services.medical.tables import TopUpShare
from shared.security import Principal


async def record_payout(session: AsyncSession, form: RecordPayout, *, payout_id: UUID, by: Principal, on: date) -> TopUpShare:
    """The same answer again changes nothing.

    Raises NoSuchPayout, OutsideRegion, PaidByFunds, PayoutStateForbids, PaidInFuture.
    """
    share = await top_ups.lock_share(session, payout_id)

    by.must_cover(share.region)
    if form.paid_on is not None:
        must_not_be_in_future(form.paid_on, on=on, pointer="/paid_on")
        if (share.state, share.paid_on, share.voucher) == (PayoutState.PAID, form.paid_on, form.voucher):
            return share
    top_up = await top_ups.get_top_up(session, share.top_up_id)
    must_be_the_desks(PayoutState(share.state), household_id=top_up.household_id)
    state = pay_out(PayoutState(share.state), PayoutState.PAID if form.paid_on else PayoutState.REFUSED)

    share.state, share.paid_on, share.voucher = state, form.paid_on, form.voucher
    share.refusal_reason, share.answered_by = form.refusal_reason, by.subject
    session.add(share)
    await session.flush()
    return share
