"""A department puts its name to an order."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.order import Move
from services.notifier.store.order import lock_order
from services.notifier.tables import WorkOrder
from shared.security import Principal


async def accept_order(session: AsyncSession, order_id: UUID, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, accepted. Raises OrderNotFound, NotYourOrder, OrderCannotMove."""
    order = await lock_order(session, order_id, by=by)

    law.must_be_theirs(order.department, role=by.role, org=by.org)
    order.state = law.move(order.state, Move.ACCEPT)

    order.accepted_at, order.accepted_by = at, by.subject
    session.add(order)
    await session.flush()
    return order
