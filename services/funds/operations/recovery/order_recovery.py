from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.recovery import NothingToAskBack, RecoveryOpen, must_be_with_household
from services.funds.schemas.recovery import OrderRecovery
from services.funds.store.aid_policy import get_aid_policy
from services.funds.store.payment import lock_payment
from services.funds.store.recovery import ASKED_BACK, add_recovery, find_open_recovery, matter_told
from services.funds.tables import RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecoveryOrdered
from shared.security import Principal


async def order_recovery(session: AsyncSession, form: OrderRecovery, *, by: Principal, at: datetime) -> RecoveryOrder:
    """Ask a household for first aid, for the rest of a grant or for a house's subsidy back: whole, in time, by the place's rule.

    Raises NoSuchPayment, OutsideRegion, NothingToAskBack, NothingToRecover, RecoveryOpen, NoAidRule.
    """
    payment = await lock_payment(session, form.payment_id)
    by.must_cover(payment.region)
    policy, _ = get_aid_policy(payment.region, china(at).date())
    earlier = await find_open_recovery(session, payment.id)

    if payment.about not in ASKED_BACK:
        raise NothingToAskBack(pointer="/payment_id")
    must_be_with_household(payment.state)
    if earlier is not None:
        raise RecoveryOpen(number=earlier.number)

    order = await add_recovery(session, payment, why=form.why, policy=policy, by=by.subject, at=at)

    await outbox.record(
        session,
        GrantRecoveryOrdered(
            order_id=order.id,
            payment_id=payment.id,
            household_id=order.household_id,
            region=order.town,
            amount_fen=order.amount_fen,
            why=order.why.value,
            due_on=order.due_on,
            **matter_told(payment),
        ),
    )
    return order
