"""Whoever gave an order answers what was asked."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_givers
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import AnswerOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def answer_order(session: AsyncSession, order_id: UUID, form: AnswerOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, to be accepted anew, with another deadline if one was given.

    Raises OrderNotFound, NotYoursToDecide, OrderCannotMove, CaseOrderStays, DueOnIsPast, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)

    must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)
    refuse_id_number(form.answer, pointer="/answer")
    state = law.move(order.state, Move.ANSWER)
    if form.due_on is not None:
        giving.must_be_by_hand(order.kind, pointer="/due_on")
    due_at = law.due_anew(form.due_on, on=day_in_china(at)) if form.due_on is not None else None

    order.state = state
    if due_at is not None:
        order.due_at = due_at
        begin_steps(order, at=at)
    session.add(order)
    await session.flush()
    await record(session, order, Act.ANSWERED, by=by.subject, at=at, words=form.answer, due_at=due_at)

    directory = await open_directory(session, [order], at=at)
    await write_letters(session, [(order, directory.person(order), MessageKind.ORDER_ANSWERED, said_of(order))], at=at)
    return order
