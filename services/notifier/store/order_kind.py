"""What orders of each kind want, read once from `policy/kinds`, and when the next step of an order is due."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from services.notifier.rules.order_kind import KindPolicy, OrderKind, Step, next_step, reminding
from services.notifier.store.policy import get_policy
from services.notifier.tables import WorkOrder
from shared import periods
from shared.errors import Unprocessable
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "kinds"


class NoKindPolicy(Unprocessable):
    """这一天没有生效的工单种类规则"""

    mend = "请联系平台运维补录"


@cache
def list_kind_policies() -> tuple[KindPolicy, ...]:
    """Every file. Raises PolicyFileRefused."""
    return tuple(read_document(KindPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_kind_policy(region: str, on: date) -> KindPolicy:
    """Of the narrowest place around. Raises NoKindPolicy."""
    found = in_force(list_kind_policies(), region=region, on=on)
    if found is None:
        raise NoKindPolicy(on=on.isoformat())
    return found


def steps_of(order: WorkOrder, at: datetime) -> Sequence[Step]:
    """Of a case's order the reminders alone: its levels are told by its own file (`escalation`). Raises NoKindPolicy,
    NoAssistancePolicy."""
    if order.kind is OrderKind.ASSISTANCE:
        return reminding(get_policy(periods.day_in_china(at)).policy.reminders.before_hours)
    return get_kind_policy(order.region, periods.day_in_china(at)).of(order.kind).steps


def begin_steps(order: WorkOrder, *, at: datetime) -> None:
    """Reminders and urgings from the start, for a deadline that is new. Raises NoKindPolicy."""
    order.steps_told, order.next_step_at = next_step(steps_of(order, at), order.due_at, told=0, after=at)
