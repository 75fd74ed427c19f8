"""The files of how households are paid, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.payment_policy import NoPaymentRule, PaymentPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "payments"


def read_payment_policy(path: Path) -> PaymentPolicy:
    """One file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(PaymentPolicy, path)[0]


@lru_cache
def list_payment_policies() -> tuple[PaymentPolicy, ...]:
    return tuple(map(read_payment_policy, sorted(_FOLDER.glob("*.yaml"))))


def get_payment_policy(region: str, on: date) -> PaymentPolicy:
    """The rules in force there and then. Raises NoPaymentRule."""
    policy = in_force(list_payment_policies(), region=region, on=on)
    if policy is None:
        raise NoPaymentRule(region=region, on=on.isoformat())
    return policy
