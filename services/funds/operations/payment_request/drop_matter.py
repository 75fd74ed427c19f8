from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import MAY_BECOME, PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from services.funds.store.house_hold import lock_holds_of, return_to_hold
from services.funds.store.ledger import lock_accounts_of
from services.funds.store.matter import given_up, lock_told_request
from services.funds.store.payment import free_payment, list_payments_about, list_reserved_legs, lock_payments
from services.funds.store.payment_request import lock_matter
from services.funds.tables import Payment, PaymentRequest
from shared import outbox
from shared.clock import china
from shared.events import Event
from shared.events.funds import HouseholdPaymentRefused, HouseholdPaymentWithdrawn
from shared.regions import town_of

WHY = "提出事项的部门撤销了这一事项"


async def drop_matter(session: AsyncSession, about: About, about_id: UUID, *, round: int, at: datetime) -> PaymentRequest | None:
    """A matter was a mistake: its request waits no more, and its payment is withdrawn unless the bank has it already.

    What is with the bank or the household is for a person to bring back; the request then stands. None where nothing was told.
    """
    await lock_matter(session, about, about_id)
    request = await lock_told_request(session, about, about_id, round)
    if request is None or request.state is RequestState.DISCARDED:
        return request
    seen = [payment for payment in await list_payments_about(session, about, about_id) if payment.round == round]
    holds = await lock_holds_of(session, seen)
    legs = {payment.id: await list_reserved_legs(session, payment) for payment in seen}
    await lock_accounts_of(session, [leg for of_payment in legs.values() for leg in of_payment])
    payments = await lock_payments(session, list(legs))

    withdrawn = [payment for payment in payments if PaymentState.WITHDRAWN in MAY_BECOME[payment.state]]
    for payment in withdrawn:
        await free_payment(session, payment, legs[payment.id], why=WHY, at=at)
        if payment.hold_id in holds:
            await return_to_hold(session, holds[payment.hold_id], payment, at=at)
    if all(payment.state in (PaymentState.WITHDRAWN, PaymentState.RETURNED) for payment in payments):
        request.state, request.refusal = RequestState.DISCARDED, WHY
        session.add(request)
        await session.flush()
    told: list[Event] = [_withdrawn(payment, at=at) for payment in withdrawn]
    await outbox.record(session, *(told if payments else [HouseholdPaymentRefused(**given_up(request, WHY))]))
    return request


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
