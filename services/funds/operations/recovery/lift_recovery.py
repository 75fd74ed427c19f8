from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.recovery import RecoveryState, must_be_open
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.recovery import LiftRecovery
from services.funds.store.payment import get_payment
from services.funds.store.recovery import lock_recovery, matter_told
from services.funds.tables import RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecovered
from shared.security import Principal


async def lift_recovery(
    session: AsyncSession, order_id: UUID, form: LiftRecovery, *, by: Principal, at: datetime
) -> RecoveryOrder:
    """The county lets go what has not come in yet; what has stays in. Another person than who ordered it.

    Raises NoSuchRecovery, OutsideRegion, RecoveryOver, SamePerson.
    """
    order = await lock_recovery(session, order_id)
    by.must_cover(order.region)

    must_be_open(order.state)
    must_be_another(order.ordered_by, by.subject)

    order.state, order.closed_at = RecoveryState.LIFTED, at
    order.lifted_by, order.lifted_why = by.subject, form.reason
    session.add(order)
    await session.flush()

    await outbox.record(
        session,
        GrantRecovered(
            order_id=order.id,
            payment_id=order.payment_id,
            household_id=order.household_id,
            region=order.town,
            recovered_fen=order.recovered_fen,
            is_whole=False,
            closed_on=china(at).date(),
            amount_fen=order.amount_fen,
            **matter_told(await get_payment(session, order.payment_id)),
        ),
    )
    return order
