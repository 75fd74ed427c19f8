from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.payment import PaymentState, become
from services.funds.rules.transfer import PHASE_NAMES, Phase
from services.funds.schemas.payment import WithdrawPayment
from services.funds.store.ledger import add_transfers, get_transfer, list_legs, lock_accounts_of
from services.funds.store.payment import get_payment, lock_payment
from services.funds.tables import Payment, Transfer


async def withdraw_payment(session: AsyncSession, payment_id: UUID, form: WithdrawPayment, *, at: datetime) -> Payment:
    """A payment that is not with the bank is not made; the money set aside for it is free again.

    Raises NoSuchPayment, PaymentStateForbids.
    """
    seen = await get_payment(session, payment_id)
    become(seen.state, PaymentState.WITHDRAWN)
    # The accounts before the payment, as everywhere.
    reserved_legs = await list_legs(session, seen.reserved_id) if seen.reserved_id else []
    await lock_accounts_of(session, reserved_legs)
    payment = await lock_payment(session, payment_id)

    payment.state = become(payment.state, PaymentState.WITHDRAWN)

    payment.withdrawn_at, payment.withdrawal = at, form.reason
    session.add(payment)
    await session.flush()
    if payment.reserved_id is not None:
        reserved = await get_transfer(session, payment.reserved_id)
        voided = Transfer(
            phase=Phase.VOIDED,
            purpose=reserved.purpose,
            region=reserved.region,
            amount_fen=reserved.amount_fen,
            follows_id=reserved.id,
            about=reserved.about,
            about_id=reserved.about_id,
            memo=f"{PHASE_NAMES[Phase.VOIDED]}：{form.reason}"[:200],
            made_at=at,
        )
        await add_transfers(session, (voided, transfer.void(reserved_legs)))
    return payment
