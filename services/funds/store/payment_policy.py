"""The files of how households are paid, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.payment_policy import NoPaymentRule, PaymentPolicy
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy" / "payments"
SHELF = Shelf(PaymentPolicy, _FOLDER)


def read_payment_policy(path: Path) -> PaymentPolicy:
    """One file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(PaymentPolicy, path)[0]


def list_payment_policies() -> list[PaymentPolicy]:
    return SHELF.policies()


def get_payment_policy(region: str, on: date) -> PaymentPolicy:
    """The rules in force there and then. Raises NoPaymentRule."""
    return SHELF.get(region, on, otherwise=NoPaymentRule)[0]
