"""Orders as messages name them."""

from collections.abc import Sequence
from typing import Any

from services.notifier.rules import link, place
from services.notifier.rules.message_field import Line
from services.notifier.rules.order_lines import grouped
from services.notifier.tables import WorkOrder
from shared import settings


def said_of(order: WorkOrder) -> dict[str, Any]:
    """One order. What was asked, answered or found stands on the page, not in a message: it may name people."""
    base = settings.current().base_url
    return {"title": name_of(order), "task": order.task, "due_at": order.due_at, "link": link.order(base, order.id)}


def said_together(orders: Sequence[WorkOrder]) -> dict[str, Any]:
    """Many orders of one person."""
    lines = [(place.spoken(order.region), Line(name_of(order), order.due_at)) for order in orders]
    return {"count": len(orders), "groups": grouped(lines), "link": link.today(settings.current().base_url)}


def name_of(order: WorkOrder) -> str:
    return order.title or order.kind.label
