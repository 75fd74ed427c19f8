"""The tasks about payments, read once from the file beside this service."""

from datetime import date
from functools import cache
from pathlib import Path

from services.notifier.rules.payment_task import PaymentTaskPolicy
from shared.errors import Unprocessable
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "payments"


class NoPaymentTasks(Unprocessable):
    """这一天没有生效的到户资金提醒规则"""

    mend = "请联系平台运维补录"


@cache
def list_payment_task_policies() -> tuple[PaymentTaskPolicy, ...]:
    """Every file. Raises PolicyFileRefused."""
    return tuple(read_document(PaymentTaskPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_payment_tasks(region: str, on: date) -> PaymentTaskPolicy:
    """Of the narrowest place around. Raises NoPaymentTasks."""
    found = in_force(list_payment_task_policies(), region=region, on=on)
    if found is None:
        raise NoPaymentTasks(on=on.isoformat())
    return found
