"""Record money that a person gave back of a top-up that was too much."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import must_not_be_in_future
from services.medical.rules.top_up import ReturnTooLarge
from services.medical.schemas.top_up import RecordReturn
from services.medical.store import payouts, top_ups
from services.medical.tables import TopUpReturn, TopUpShare
from shared.money import yuan
from shared.security import Principal


async def record_return(session: AsyncSession, form: RecordReturn, *, share_id: UUID, by: Principal, on: date) -> TopUpReturn:
    """At most what is due by now, all parts of it together. Raises NoSuchPayout, OutsideRegion, PaidInFuture, ReturnTooLarge."""
    _, top_up = await top_ups.get_share(session, share_id)
    await top_ups.lock_person(session, top_up.identity_hash, top_up.year)
    share = await payouts.lock_payout(session, TopUpShare, share_id)

    by.must_cover(share.region)
    must_not_be_in_future(form.returned_on, on=on, pointer="/returned_on")
    standing = await top_ups.find_standing(session, top_up, layer=share.layer, payer=share.payer)
    due_fen = max(0, standing.asked_fen - standing.owed_fen) if standing else 0
    if form.amount_fen > due_fen:
        raise ReturnTooLarge(pointer="/amount_yuan", due_yuan=yuan(due_fen))

    returned = TopUpReturn(
        share_id=share.id,
        region=share.region,
        amount_fen=form.amount_fen,
        returned_on=form.returned_on,
        voucher=form.voucher,
        recorded_by=by.subject,
    )
    session.add(returned)
    await session.flush()
    return returned
