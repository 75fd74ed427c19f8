from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import PaymentState, become
from services.funds.schemas.payment import WithdrawPayment
from services.funds.store.house_hold import lock_holds_of, return_to_hold
from services.funds.store.ledger import lock_accounts_of
from services.funds.store.payment import free_payment, get_payment, list_reserved_legs, lock_payment
from services.funds.tables import Payment
from shared import outbox
from shared.clock import china
from shared.events.funds import HouseholdPaymentWithdrawn
from shared.regions import town_of


async def withdraw_payment(session: AsyncSession, payment_id: UUID, form: WithdrawPayment, *, at: datetime) -> Payment:
    """A payment that is not with the bank is not made; the money set aside for it is free again (or set aside for its house once
    more), and whoever asked is told.

    Raises NoSuchPayment, PaymentStateForbids.
    """
    seen = await get_payment(session, payment_id)
    become(seen.state, PaymentState.WITHDRAWN)
    holds = await lock_holds_of(session, [seen])
    reserved_legs = await list_reserved_legs(session, seen)
    await lock_accounts_of(session, reserved_legs)
    payment = await lock_payment(session, payment_id)

    await free_payment(session, payment, reserved_legs, why=form.reason, at=at)
    if payment.hold_id in holds:
        await return_to_hold(session, holds[payment.hold_id], payment, at=at)

    await outbox.record(session, _withdrawn(payment, at=at))
    return payment


def _withdrawn(payment: Payment, *, at: datetime) -> HouseholdPaymentWithdrawn:
    return HouseholdPaymentWithdrawn(
        payment_id=payment.id,
        household_id=payment.household_id,
        region=town_of(payment.region),
        about=payment.about.value,
        about_id=payment.about_id,
        round=payment.round,
        withdrawn_on=china(at).date(),
    )
