"""An order as messages name it."""

from services.notifier.rules import link, place
from services.notifier.rules.order_words import Line
from services.notifier.tables import WorkOrder
from shared import settings


def line_of(order: WorkOrder) -> Line:
    base = settings.current().base_url
    return Line(order.kind, order.title, place.spoken(order.region), order.task, order.due_at, link.order(base, order.id))
