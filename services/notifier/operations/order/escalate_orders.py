"""Tell the levels above of orders that are overdue, each level once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, message, place
from services.notifier.rules.escalation import levels_to_tell
from services.notifier.rules.message import MessageKind, OrderLine
from services.notifier.rules.routing import Desk, told_of_overdue
from services.notifier.store.opening import first_delivery
from services.notifier.store.order import lock_to_escalate
from services.notifier.store.policy import get_policy
from services.notifier.store.post import list_desks
from services.notifier.tables import Delivery, Escalation, Message, WorkOrder
from shared import periods, settings

AT_ONCE = 200
"""Orders per call: the next tick takes the rest."""


async def escalate_orders(session: AsyncSession, *, at: datetime) -> list[Escalation]:
    """What was escalated, recorded and put into messages. Raises NoAssistancePolicy."""
    steps = get_policy(periods.day_in_china(at)).policy.escalation.steps
    orders, told = await lock_to_escalate(session, steps, at=at, limit=AT_ONCE)
    if not orders:
        return []
    desks = await list_desks(session, *{order.region for order in orders})

    due = [
        (order, Escalation(order_id=order.id, region=order.region, turn=order.turn, level=level, told_at=at))
        for order in orders
        for level in levels_to_tell(order.due_at, at, steps=steps, told=told.get(order.id, ()))
    ]
    letters = [_letter(order, escalation, desks, at) for order, escalation in due]

    await session.execute(insert(Escalation), [escalation.model_dump() for _, escalation in due])
    await session.execute(insert(Message), [letter.model_dump() for letter, _ in letters])
    await session.execute(
        insert(Delivery),
        [first_delivery(letter, desk).model_dump() for letter, desk in letters],
    )
    return [escalation for _, escalation in due]


def _letter(order: WorkOrder, escalation: Escalation, desks: Sequence[Desk], at: datetime) -> tuple[Message, Desk]:
    desk = told_of_overdue(escalation.level, order.owed_by, order.region, desks)
    text = message.order_overdue(
        case_id=order.case,
        place=place.spoken(order.region),
        line=OrderLine(order.owed_by, order.task, order.due_at),
        level=escalation.level,
        at=at,
        link=link.board(settings.current().base_url, order.case),
    )
    letter = Message(
        case_id=order.case_id,
        order_id=order.id,
        post_id=desk.post_id,
        region=order.region,
        kind=MessageKind.ORDER_OVERDUE,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    return letter, desk
