"""The county sends an order back to be done again."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import message
from services.notifier.rules import order as law
from services.notifier.rules.order import Move
from services.notifier.schemas.order import ReopenOrder
from services.notifier.store.order import lock_order
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def reopen_order(session: AsyncSession, order_id: UUID, form: ReopenOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, open for another turn with a new deadline; what was reported before stays in the audit trail.

    Raises OrderNotFound, OrderCannotMove, DueOnIsPast, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)

    message.refuse_id_number(form.reason, pointer="/reason")
    order.state = law.move(order.state, Move.REOPEN)
    order.due_at = law.due_anew(form.due_on, on=day_in_china(at))

    order.turn, order.opened_at, order.reopened_because = order.turn + 1, at, form.reason
    order.accepted_at = order.accepted_by = None
    order.completed_at = order.completed_by = order.result = order.is_late = None
    session.add(order)
    await session.flush()
    return order
