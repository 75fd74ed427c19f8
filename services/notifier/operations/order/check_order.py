"""Somebody else than who did it looks, and strikes an order off (销号)."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.message import refuse_id_number
from services.notifier.rules.office import NothingToCheck, must_be_another, must_be_givers
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.schemas.order import CheckOrder
from services.notifier.store.officer import list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def check_order(session: AsyncSession, order_id: UUID, form: CheckOrder, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, struck off. Nobody checks what they accepted, held or reported done themselves; what is not well done is sent
    back (`reopen_order`). Seed B17 and B22: 建立台账、整改销号.

    Raises OrderNotFound, NotYoursToDecide, SamePersonChecks, NothingToCheck, EndsByItsRecord, OrderCannotMove,
    IdNumberInText.
    """
    order = await lock_order(session, order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))

    must_be_givers(given_by=order.given_by, role=by.role, subject=by.subject)
    must_be_another(by.subject, order.completed_by, order.accepted_by, *acting)
    law.must_end_by_words(order.is_by_record)
    refuse_id_number(form.opinion, pointer="/opinion")
    if not order.is_checked:
        raise NothingToCheck
    order.state = law.move(order.state, Move.CHECK)

    order.checked_at, order.checked_by = at, by.subject
    session.add(order)
    await session.flush()
    await record(session, order, Act.CHECKED, by=by.subject, at=at, words=form.opinion)
    return order
