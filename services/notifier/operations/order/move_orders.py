"""A case went along with its household: what is still owed is owed to the new village, whose officer is told."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.message import MessageKind, OrderLine, orders_moved
from services.notifier.rules.order import OWED
from services.notifier.rules.routing import officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.order import lock_orders_of
from services.notifier.store.post import list_desks
from services.notifier.store.waiting_call import move_calls
from services.notifier.tables import Message, WorkOrder
from shared import settings
from shared.events.registry import CaseMoved


async def move_orders(session: AsyncSession, event: CaseMoved, *, at: datetime) -> list[WorkOrder]:
    """The orders that go along: open ones, of which no later move was heard of before. What was done stays where it was done."""
    await move_calls(session, event.case_id, region=event.region, moved_at=event.moved_at)
    _, orders = await lock_orders_of(session, event.case_id)
    desk = officer_of(event.region, await list_desks(session, event.region))

    going = [order for order in orders if order.state in OWED and (order.moved_at is None or order.moved_at < event.moved_at)]
    if not going:
        return []

    for order in going:
        order.region, order.moved_at = event.region, event.moved_at
        session.add(order)
    text = orders_moved(
        case_id=event.case_id,
        place=place.spoken(event.region),
        orders=[OrderLine(order.owed_by, order.task, order.due_at) for order in going],
        link=link.case_page(settings.current().base_url, event.case_id),
    )
    letter = Message(
        case_id=event.case_id,
        post_id=desk.post_id,
        region=event.region,
        kind=MessageKind.ORDERS_MOVED,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    session.add(letter)
    await session.flush()
    session.add(first_delivery(letter, desk))
    await session.flush()
    return going
