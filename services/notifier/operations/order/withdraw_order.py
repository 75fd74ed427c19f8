"""Whoever gave an order takes it back."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_givers
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import WithdrawOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.security import Principal


async def withdraw_order(session: AsyncSession, order_id: UUID, form: WithdrawOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, which nobody has to do any more. A case's order goes with its case.

    Raises OrderNotFound, NotYoursToDecide, OrderCannotMove, CaseOrderStays, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)

    must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)
    giving.must_be_by_hand(order.kind)
    refuse_id_number(form.reason, pointer="/reason")
    order.state = law.move(order.state, Move.CANCEL)

    order.next_step_at = None
    session.add(order)
    await session.flush()
    await record(session, order, Act.CANCELLED, by=by.subject, at=at, words=form.reason)

    directory = await open_directory(session, [order], at=at)
    said = said_of(order) | {"what": "撤销"}
    await write_letters(session, [(order, directory.person(order), MessageKind.ORDER_CHANGED, said)], at=at)
    return order
