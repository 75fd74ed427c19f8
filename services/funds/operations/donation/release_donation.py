from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation_lot import unused_draws
from services.funds.store.donation import list_draws_of_payment
from services.funds.store.payment import lock_payment
from services.funds.tables import DonationDraw


async def release_donation(session: AsyncSession, payment_id: UUID, *, at: datetime) -> list[DonationDraw]:
    """A payment out of donations did not come to be, or came back: the donations that it was drawn from can be used again.

    Counter-draws say so; what was drawn stays on record. Nothing is released twice. Raises NoSuchPayment.
    """
    payment = await lock_payment(session, payment_id)
    draws = await list_draws_of_payment(session, payment_id)

    owed = unused_draws(payment.state, [(draw.donation_id, draw.amount_fen) for draw in draws])

    by_donation = {draw.donation_id: draw for draw in draws}
    countered = [
        DonationDraw(
            use_id=by_donation[donation_id].use_id,
            donation_id=donation_id,
            region=by_donation[donation_id].region,
            payment_id=payment_id,
            amount_fen=-amount_fen,
            made_at=at,
        )
        for donation_id, amount_fen in owed.items()
    ]
    session.add_all(countered)
    await session.flush()
    return countered
