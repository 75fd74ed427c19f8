"""The premium policies that lie beside this service's code, read and checked once."""

from datetime import date
from pathlib import Path

from services.medical.rules.premium import PremiumPolicy
from shared.policy.load import NoPolicyInForce
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "premiums"
SHELF = Shelf(PremiumPolicy, FOLDER)


def get_premiums(region: str, on: date) -> tuple[PremiumPolicy, str]:
    """The premium policy of a place on a day, and its version. Raises NoPolicyInForce."""
    return SHELF.get(region, on, otherwise=NoPolicyInForce)
