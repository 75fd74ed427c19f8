"""Whoever was sent asks back."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_be_theirs
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import AskAboutOrder
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.officer import list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.store.order_line import said_of
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def ask_about_order(
    session: AsyncSession, order_id: UUID, form: AskAboutOrder, *, by: Principal, at: datetime
) -> WorkOrder:
    """The order, waiting for an answer of whoever gave it, or of the county. Its deadline goes on: who answers may move it.

    Raises OrderNotFound, NotYourOrder, OrderCannotMove, IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))

    must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    refuse_id_number(form.question, pointer="/question")
    order.state = law.move(order.state, Move.ASK)

    session.add(order)
    await session.flush()
    await record(session, order, Act.ASKED, by=by.subject, at=at, words=form.question)

    directory = await open_directory(session, [order], at=at)
    await write_letters(session, [(order, directory.giver(order), MessageKind.ORDER_ASKED, said_of(order))], at=at)
    return order
