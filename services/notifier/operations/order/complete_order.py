"""Whoever was sent reports what was done."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import clue, giving, message
from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind
from services.notifier.rules.office import must_be_theirs
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_paper import must_be_there
from services.notifier.schemas.order import CompleteOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.officer import list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import list_standing, record
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared import outbox
from shared.events.notifier import WorkOrderCompleted
from shared.periods import day_in_china
from shared.security import Principal


async def complete_order(session: AsyncSession, order_id: UUID, form: CompleteOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, done; late if its deadline has passed. One that is to be checked waits for whoever gave it.

    Raises OrderNotFound, NotYourOrder, OrderCannotMove, EndsByItsRecord, PapersMissing, OutcomeMissing,
    OutcomeOfNoClue, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))
    filed = {paper.title for paper in await list_standing(session, order)} if order.papers else set()

    must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    law.must_end_by_words(order.is_by_record)
    message.refuse_id_number(form.result, pointer="/result")
    state = law.move(order.state, Move.COMPLETE)
    words = clue.answered(order.kind, form.outcome, form.result)
    must_be_there(order.papers, filed)
    is_late = law.is_late(order.due_at, at)

    order.state, order.next_step_at = state, None
    order.completed_at, order.completed_by, order.is_late = at, by.subject, is_late
    order.result = giving.HIDDEN_RESULT if order.is_restricted else form.result
    session.add(order)
    await session.flush()
    await record(session, order, Act.COMPLETED, by=by.subject, at=at, words=words, outcome=form.outcome)

    if order.is_checked:
        directory = await open_directory(session, [order], at=at)
        await write_letters(session, [(order, directory.giver(order), MessageKind.ORDER_TO_CHECK, said_of(order))], at=at)
    if order.case_id is not None and order.department is not None:
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
