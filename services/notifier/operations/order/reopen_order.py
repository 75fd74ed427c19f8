"""The county, or whoever gave it, sends an order back to be done again."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_givers
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import ReopenOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def reopen_order(session: AsyncSession, order_id: UUID, form: ReopenOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, open for another turn with a new deadline; what was reported before stays in its record, and its papers with
    the turn that they were of.

    Raises OrderNotFound, NotYoursToDecide, EndsByItsRecord, OrderCannotMove, DueOnIsPast, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)

    must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)
    law.must_end_by_words(order.is_by_record)
    refuse_id_number(form.reason, pointer="/reason")
    state = law.move(order.state, Move.REOPEN)
    due_at = law.due_anew(form.due_on, on=day_in_china(at))

    order.state, order.due_at = state, due_at
    order.turn, order.opened_at = order.turn + 1, at
    order.reopened_because = giving.HIDDEN_RESULT if order.is_restricted else form.reason
    order.accepted_at = order.accepted_by = order.checked_at = order.checked_by = None
    order.completed_at = order.completed_by = order.result = order.is_late = None
    begin_steps(order, at=at)
    session.add(order)
    await session.flush()
    await record(session, order, Act.REOPENED, by=by.subject, at=at, words=form.reason, due_at=order.due_at)

    directory = await open_directory(session, [order], at=at)
    await write_letters(session, [(order, directory.person(order), MessageKind.ORDER_RETURNED, said_of(order))], at=at)
    return order
