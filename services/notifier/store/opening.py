"""An order as it begins, and who is written to: the same for the first orders of a case and for those that a later fact adds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notifier.rules import link
from services.notifier.rules.assignment import Assignment
from services.notifier.rules.message import MessageKind, case_short
from services.notifier.rules.message_field import Line
from services.notifier.rules.order import OrderState
from services.notifier.rules.routing import Desk, desk_of
from services.notifier.rules.urgency import Urgency
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.writing import About, Letter, letter_to
from services.notifier.tables import WorkOrder
from shared import settings
from shared.events.registry import CaseFactAdded, CaseNeedsAdded, NewPovertyDetected
from shared.ids import uuid7
from shared.policy.clauses import Trust

InNeed = NewPovertyDetected | CaseNeedsAdded | CaseFactAdded
"""What calls departments to a household: each says which case, where, what struck it, and when that was seen."""


def new_order(event: InNeed, assignment: Assignment, *, region: str, at: datetime) -> WorkOrder:
    """`region` is where the household lives now."""
    # With its defaults given: to find out how to call their makers costs more than the whole rest of an order.
    order = WorkOrder(
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
    begin_steps(order, at=at)
    return order


def letters_to_departments(orders: Sequence[WorkOrder], desks: Sequence[Desk], at: datetime, *, urgency: Urgency) -> list[Letter]:
    """To each department that has a desk there; every other finds its order on its board."""
    told = ((order, desk_of(order.owed_by, order.region, desks)) for order in orders)
    return [
        letter_to(
            desk,
            MessageKind.ORDER_OPENED,
            About(order.region, case_id=order.case_id, order_id=order.id),
            at=at,
            urgency=urgency,
            tail=case_short(order.case),
            department=order.owed_by.label,
            task=order.task,
            due_at=order.due_at,
            link=link.board(settings.current().base_url, order.case),
        )
        for order, desk in told
        if desk
    ]


def line_of(order: WorkOrder) -> Line:
    """As a message lists it."""
    return Line(order.owed_by.label, order.due_at)


def first_of_cases(events: Sequence[InNeed]) -> dict[UUID, InNeed]:
    """By case, what is to give it its first orders: what was seen first."""
    return {event.case_id: event for event in sorted(events, key=lambda event: event.detected_at, reverse=True)}
