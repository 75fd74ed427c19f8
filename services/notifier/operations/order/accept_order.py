"""Somebody of the office puts their name to an order."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules.office import must_be_theirs
from services.notifier.rules.order import Move
from services.notifier.rules.order_act import Act
from services.notifier.store.officer import find_officer, list_acting
from services.notifier.store.order import lock_order
from services.notifier.store.order_act import record
from services.notifier.tables import WorkOrder
from shared.periods import day_in_china
from shared.security import Principal


async def accept_order(session: AsyncSession, order_id: UUID, *, by: Principal, at: datetime) -> WorkOrder:
    """The order, accepted; held from now on by whoever did, if they have a post. Raises OrderNotFound, NotYourOrder,
    OrderCannotMove."""
    order = await lock_order(session, order_id, by=by)
    acting = await list_acting(session, order, day_in_china(at))

    must_be_theirs(order.office, role=by.role, org=by.org, subject=by.subject, acting=acting)
    order.state = law.move(order.state, Move.ACCEPT)

    order.accepted_at, order.accepted_by = at, by.subject
    if order.holder_id is None and (own := await find_officer(session, by.subject)) and order.region.startswith(own.region):
        order.holder_id = own.id
    session.add(order)
    await session.flush()
    await record(session, order, Act.ACCEPTED, by=by.subject, at=at)
    return order
