"""Take back what departments owe to a case that was opened by mistake."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.order import OWED, Move, move
from services.notifier.rules.order_act import Act
from services.notifier.store.order import lock_orders_of
from services.notifier.store.order_act import record
from services.notifier.tables import WorkOrder
from shared.events.registry import CaseRetracted


async def cancel_orders(session: AsyncSession, event: CaseRetracted) -> list[WorkOrder]:
    """The orders that nobody has to do any more; what was done stays done."""
    _, orders = await lock_orders_of(session, event.case_id)

    cancelled = [order for order in orders if order.state in OWED]
    for order in cancelled:
        order.state, order.next_step_at = move(order.state, Move.CANCEL), None
        session.add(order)
    await session.flush()
    for order in cancelled:
        await record(session, order, Act.CANCELLED, by="", at=max(event.withdrawn_at, order.opened_at))
    return cancelled
