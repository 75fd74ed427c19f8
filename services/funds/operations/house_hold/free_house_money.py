from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.house_hold import GOES_ON, HoldState
from services.funds.rules.payment import MAY_BECOME, PaymentState
from services.funds.rules.payment_request import RequestState
from services.funds.store.house_hold import is_given, list_payments_of, lock_hold, lock_lines, set_parts
from services.funds.store.matter import given_up, lock_waiting_requests_of
from services.funds.store.payment import free_payment, list_reserved_legs, lock_payments
from services.funds.tables import HouseHold, Payment
from shared import outbox
from shared.clock import china
from shared.events.funds import HouseholdPaymentRefused, HouseholdPaymentWithdrawn
from shared.regions import town_of

WHY = "危房改造不再办理"


async def free_house_money(session: AsyncSession, renovation_id: UUID, *, at: datetime) -> HouseHold | None:
    """A renovation does not go on: what was set aside for it is free, its requests wait no more, and payments that are not with
    the bank are withdrawn; both are told. What the household has stays for a person to decide on. Heard of twice, it is done
    once.

    None where nothing was held.
    """
    hold = await lock_hold(session, renovation_id)
    if hold is None or hold.state not in GOES_ON:
        return hold
    lines = await lock_lines(session, hold)
    requests = await lock_waiting_requests_of(session, renovation_id)
    payments = await lock_payments(session, [payment.id for payment in await list_payments_of(session, hold.id)])

    withdrawn = [payment for payment in payments if PaymentState.WITHDRAWN in MAY_BECOME[payment.state]]

    await set_parts(session, hold, lines, {part.account_id: 0 for part in lines.parts}, why="释放", at=at)
    for payment in withdrawn:
        await free_payment(session, payment, await list_reserved_legs(session, payment), why=WHY, at=at)
        hold.asked_fen -= payment.amount_fen
    for request in requests:
        request.state, request.refusal = RequestState.DISCARDED, WHY
        session.add(request)
    hold.state = HoldState.ENDED if await is_given(session, hold.id) else HoldState.FREED
    hold.wanted_fen, hold.ended_at = hold.asked_fen, at
    session.add(hold)
    await session.flush()

    spared = [HouseholdPaymentRefused(**given_up(request, WHY)) for request in requests]
    await outbox.record(session, *(_withdrawn(payment, at=at) for payment in withdrawn), *spared)
    return hold


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
