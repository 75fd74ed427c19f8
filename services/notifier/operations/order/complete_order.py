"""A department reports what it has done."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import message
from services.notifier.rules import order as law
from services.notifier.rules.order import Move
from services.notifier.schemas.order import CompleteOrder
from services.notifier.store.order import lock_order
from services.notifier.tables import WorkOrder
from shared import outbox
from shared.events.notifier import WorkOrderCompleted
from shared.security import Principal


async def complete_order(session: AsyncSession, order_id: UUID, form: CompleteOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, done; late if its deadline has passed. Raises OrderNotFound, NotYourOrder, OrderCannotMove, IdNumberInText."""
    order = await lock_order(session, order_id, by=by)

    law.must_be_theirs(order.department, role=by.role, org=by.org)
    message.refuse_id_number(form.result, pointer="/result")
    order.state = law.move(order.state, Move.COMPLETE)
    is_late = law.is_late(order.due_at, at)

    order.completed_at, order.completed_by, order.result, order.is_late = at, by.subject, form.result, is_late
    session.add(order)
    await session.flush()

    await outbox.record(
        session,
        WorkOrderCompleted(
            case_id=order.case_id,
            order_id=order.id,
            department=order.department,
            region=order.region,
            completed_at=at,
            is_late=is_late,
        ),
    )
    return order
