"""Give every responsible department its orders for cases, and tell whoever has to know."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, message, place
from services.notifier.rules.assignment import Assignment, AssistancePolicy
from services.notifier.rules.message import MessageKind, OrderLine
from services.notifier.rules.order import OrderState
from services.notifier.rules.routing import Desk, desk_of, officer_of
from services.notifier.store.dispatch import SetInMotion, add_dispatches
from services.notifier.store.policy import get_policy
from services.notifier.store.post import list_desks
from services.notifier.tables import Delivery, Dispatch, Message, WorkOrder
from shared import outbox, periods, settings
from shared.events.notifier import OpenedOrder, WorkOrdersOpened
from shared.events.registry import CaseNeedsAdded, NewPovertyDetected
from shared.policy.clauses import Trust


async def open_work_orders(
    session: AsyncSession, events: Sequence[NewPovertyDetected | CaseNeedsAdded], *, at: datetime
) -> Sequence[WorkOrder]:
    """The orders opened, of all these cases; none for a case that has had its orders before.

    Deadlines run from the detection, not from our hearing of it: the household waits from then on. The officer of the village
    is always told, or whoever stands in; a department is told where it has a desk, and finds its orders on its board anyway.
    Raises NoAssistancePolicy.
    """
    desks = await list_desks(session, *{event.region for event in events})

    set_in_motion = [_set_in_motion(event, desks, at) for event in events]

    first = await add_dispatches(session, set_in_motion)
    return [order for one in set_in_motion if one.dispatch.case_id in first for order in one.orders]


def _set_in_motion(event: NewPovertyDetected | CaseNeedsAdded, desks: Sequence[Desk], at: datetime) -> SetInMotion:
    in_force = get_policy(periods.day_in_china(event.detected_at))
    assignments = in_force.policy.assign(event.trigger, at=event.detected_at)
    orders = [_order(event, assignment, at) for assignment in assignments]
    letters = [_to_officer(event, in_force.policy, orders, desks, at), *_to_departments(orders, desks, at)]
    opened = [OpenedOrder(order_id=order.id, department=order.department, due_at=order.due_at) for order in orders]
    return SetInMotion(
        Dispatch(
            case_id=event.case_id,
            region=event.region,
            trigger=event.trigger,
            detected_at=event.detected_at,
            policy=in_force.policy.id,
            policy_version=in_force.version,
        ),
        orders,
        [letter for letter, _ in letters],
        [_first_delivery(letter, desk) for letter, desk in letters],
        owed=outbox.debt(WorkOrdersOpened(case_id=event.case_id, region=event.region, orders=opened), because=event),
    )


def _order(event: NewPovertyDetected | CaseNeedsAdded, assignment: Assignment, at: datetime) -> WorkOrder:
    return WorkOrder(
        case_id=event.case_id,
        region=event.region,
        department=assignment.department,
        task=assignment.task,
        reference=assignment.reference,
        is_inferred=assignment.trust is Trust.INFERRED,
        state=OrderState.OPEN,
        opened_at=at,
        due_at=assignment.due_at,
    )


def _to_officer(
    event: NewPovertyDetected | CaseNeedsAdded,
    policy: AssistancePolicy,
    orders: Sequence[WorkOrder],
    desks: Sequence[Desk],
    at: datetime,
) -> tuple[Message, Desk]:
    desk, notice = officer_of(event.region, desks), policy.officer_notice
    text = message.case_opened(
        case_id=event.case_id,
        place=place.spoken(event.region),
        opened_at=event.detected_at,
        task=notice.task,
        due_at=notice.deadline.due_at(event.detected_at),
        orders=[_line(order) for order in orders],
        link=link.case_page(settings.current().base_url, event.case_id),
    )
    letter = Message(
        case_id=event.case_id,
        post_id=desk.post_id,
        region=event.region,
        kind=MessageKind.CASE_OPENED,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    return letter, desk


def _to_departments(orders: Sequence[WorkOrder], desks: Sequence[Desk], at: datetime) -> list[tuple[Message, Desk]]:
    told = []
    for order in orders:
        desk = desk_of(order.department, order.region, desks)
        if desk is None:
            continue
        text = message.order_opened(
            case_id=order.case_id,
            place=place.spoken(order.region),
            line=_line(order),
            link=link.board(settings.current().base_url, order.case_id),
        )
        letter = Message(
            case_id=order.case_id,
            order_id=order.id,
            post_id=desk.post_id,
            region=order.region,
            kind=MessageKind.ORDER_OPENED,
            subject=text.subject,
            body=text.body,
            written_at=at,
        )
        told.append((letter, desk))
    return told


def _line(order: WorkOrder) -> OrderLine:
    return OrderLine(order.department, order.task, order.due_at)


def _first_delivery(letter: Message, desk: Desk) -> Delivery:
    return Delivery(message_id=letter.id, region=letter.region, rank=0, channel=desk.first_channel, due_at=letter.written_at)
