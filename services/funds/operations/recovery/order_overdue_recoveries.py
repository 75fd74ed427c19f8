from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.recovery import RecoveryWhy, asked_back_from
from services.funds.store.aid_policy import get_aid_policy
from services.funds.store.grant import get_grant
from services.funds.store.recovery import add_recovery, list_grants_to_ask_back
from services.funds.tables import RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecoveryOrdered

GRANTS_AT_ONCE = 500
PLATFORM = "平台"


async def order_overdue_recoveries(session: AsyncSession, *, at: datetime) -> list[RecoveryOrder]:
    """Ask first aid back whose papers did not come, and whose grace (by the place's rule) is over; each once.

    What a person has let go is not asked for again.
    """
    on = china(at).date()
    orders = []
    for payment in await list_grants_to_ask_back(session, due_before=on, limit=GRANTS_AT_ONCE):
        policy, _ = get_aid_policy(payment.region, on)
        grant = await get_grant(session, payment.about_id)
        if grant.papers_due_on is None or on < asked_back_from(policy, grant.papers_due_on):
            continue

        why = RecoveryWhy.PAPERS_OVERDUE
        order = await add_recovery(session, payment, why=why, policy=policy, by=PLATFORM, at=at)
        orders.append(order)

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
            ),
        )
    return orders
