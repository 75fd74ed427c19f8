"""An order as it begins, and who is written to: the same for the first orders of a case and for those that a later fact adds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifier.rules import link, message, place
from services.notifier.rules.assignment import Assignment
from services.notifier.rules.message import MessageKind, OrderLine
from services.notifier.rules.order import OrderState
from services.notifier.rules.routing import Desk, desk_of
from services.notifier.rules.urgency import Urgency, urgency_of
from services.notifier.tables import Delivery, Message, WorkOrder
from shared import settings
from shared.events.registry import CaseFactAdded, CaseNeedsAdded, NewPovertyDetected
from shared.ids import uuid7
from shared.policy.clauses import Trust

InNeed = NewPovertyDetected | CaseNeedsAdded | CaseFactAdded
"""What calls departments to a household: each says which case, where, what struck it, and when that was seen."""


def new_order(event: InNeed, assignment: Assignment, *, region: str, at: datetime) -> WorkOrder:
    """`region` is where the household lives now."""
    # With its defaults given: to find out how to call their makers costs more than the whole rest of an order.
    return WorkOrder(
        id=uuid7(),
        papers=[],
        case_id=event.case_id,
        region=region,
        department=assignment.department,
        task=assignment.task,
        reference=assignment.reference,
        is_inferred=assignment.trust is Trust.INFERRED,
        state=OrderState.OPEN,
        opened_at=at,
        due_at=assignment.due_at,
    )


def letters_to_departments(orders: Sequence[WorkOrder], desks: Sequence[Desk], at: datetime) -> list[tuple[Message, Desk]]:
    """To each department that has a desk there; every other finds its order on its board."""
    told = []
    for order in orders:
        desk = desk_of(order.owed_by, order.region, desks)
        if desk is None:
            continue
        text = message.order_opened(
            case_id=order.case,
            place=place.spoken(order.region),
            line=line_of(order),
            link=link.board(settings.current().base_url, order.case),
        )
        letter = Message(
            id=uuid7(),
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


def line_of(order: WorkOrder) -> OrderLine:
    """As a message names it."""
    return OrderLine(order.owed_by, order.task, order.due_at)


def first_delivery(letter: Message, desk: Desk, urgency: Urgency | None = None) -> Delivery:
    """Over the first channel of whoever is told; as urgent as its kind of message, unless it is said."""
    return Delivery(
        id=uuid7(),
        message_id=letter.id,
        region=letter.region,
        rank=0,
        urgency=urgency_of(letter.kind) if urgency is None else urgency,
        channel=desk.first_channel,
        due_at=letter.written_at,
    )


def first_of_cases(events: Sequence[InNeed]) -> dict[UUID, InNeed]:
    """By case, what is to give it its first orders: what was seen first."""
    return {event.case_id: event for event in sorted(events, key=lambda event: event.detected_at, reverse=True)}
