"""Whoever gave an order gives it more time."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_givers
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import ExtendOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def extend_order(session: AsyncSession, order_id: UUID, form: ExtendOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order with its new deadline and its reminders from the start; the old one stays in the record.

    Raises OrderNotFound, NotYoursToDecide, OrderCannotMove, CaseOrderStays, DueOnIsPast, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)

    must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)
    giving.must_be_by_hand(order.kind, pointer="/due_on")
    refuse_id_number(form.reason, pointer="/reason")
    state = law.move(order.state, Move.EXTEND)
    due_at = law.due_anew(form.due_on, on=day_in_china(at))

    order.state, order.due_at = state, due_at
    begin_steps(order, at=at)
    session.add(order)
    await session.flush()
    await record(session, order, Act.EXTENDED, by=by.subject, at=at, words=form.reason, due_at=order.due_at)

    directory = await open_directory(session, [order], at=at)
    said = said_of(order) | {"what": "延期"}
    await write_letters(session, [(order, directory.person(order), MessageKind.ORDER_CHANGED, said)], at=at)
    return order
