"""A case went along with its household: what is still owed is owed to the new village, whose officer is told."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.message import MessageKind, case_short
from services.notifier.rules.order import OWED
from services.notifier.rules.order_act import Act
from services.notifier.rules.routing import officer_of
from services.notifier.store.opening import line_of
from services.notifier.store.order import lock_orders_of
from services.notifier.store.order_act import record
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import WorkOrder
from shared import settings
from shared.events.registry import CaseMoved


async def move_orders(session: AsyncSession, event: CaseMoved, *, at: datetime) -> list[WorkOrder]:
    """The orders that go along: open ones, of which no later move was heard of before. What was done stays where it was done."""
    _, orders = await lock_orders_of(session, event.case_id)
    desk = officer_of(event.region, await list_desks(session, event.region))

    going = [order for order in orders if order.state in OWED and (order.moved_at is None or order.moved_at < event.moved_at)]
    if not going:
        return []

    for order in going:
        was = {"was_region": order.region, "was_department": order.department, "was_addressee": order.addressee}
        order.region, order.moved_at = event.region, event.moved_at
        session.add(order)
        await session.flush()
        await record(session, order, Act.MOVED, by="", at=max(event.moved_at, order.opened_at), **was)
    letter = letter_to(
        desk,
        MessageKind.ORDERS_MOVED,
        About(event.region, case_id=event.case_id),
        at=at,
        tail=case_short(event.case_id),
        orders=tuple(line_of(order) for order in going),
        link=link.case_page(settings.current().base_url, event.case_id),
    )
    await add_letters(session, [letter])
    return going
