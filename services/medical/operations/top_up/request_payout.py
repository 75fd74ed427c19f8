"""Ask again for a payment that was refused, once what was wrong is mended."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import PayoutNoLongerOwed, PayoutState, pay_out
from services.medical.store import top_ups
from services.medical.tables import TopUpShare
from shared import outbox
from shared.events.medical import TopUpConfirmed
from shared.money import yuan
from shared.security import Principal
from shared.vault import hash_identity


async def request_payout(session: AsyncSession, *, payout_id: UUID, by: Principal) -> TopUpShare:
    """The confirmation stands; only the asking is new, and only while the sum is still owed.

    Raises NoSuchPayout, OutsideRegion, PayoutStateForbids, PayoutNoLongerOwed.
    """
    top_up = await top_ups.get_top_up_of(session, payout_id)
    await top_ups.lock_person(session, top_up.identity_hash, top_up.year)
    share = await top_ups.lock_share(session, payout_id)

    by.must_cover(share.region)
    state = pay_out(PayoutState(share.state), PayoutState.AWAITING)
    standing = await top_ups.find_standing(session, top_up, layer=share.layer, payer=share.payer)
    open_fen = standing.owed_fen - standing.asked_fen if standing else 0
    if share.pay_fen > open_fen:
        raise PayoutNoLongerOwed(asked_yuan=yuan(share.pay_fen), owed_yuan=yuan(max(0, open_fen)))

    share.state, share.asks, share.refusal_reason, share.answered_by = state, share.asks + 1, None, None
    session.add(share)
    await session.flush()

    await outbox.record(
        session,
        TopUpConfirmed(
            payment_id=share.id,
            run_id=share.run_id,
            year=top_up.year,
            region=top_up.region,
            person_id=top_up.person_id,
            household_id=top_up.household_id,
            payer=share.payer,
            amount_fen=share.pay_fen,
            ask=share.asks,
            asked_by=hash_identity(by.subject),
        ),
    )
    return share
