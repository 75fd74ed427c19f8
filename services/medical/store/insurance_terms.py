"""The insurance policies that lie beside this service's code, read and checked once."""

from datetime import date
from pathlib import Path

from services.medical.rules.insurance import InsurancePolicy
from shared.policy.load import NoPolicyInForce
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "insurance"
SHELF = Shelf(InsurancePolicy, FOLDER)


def get_insurance(region: str, on: date) -> tuple[InsurancePolicy, str]:
    """The insurance policy of a place on a day, and its version. Raises NoPolicyInForce."""
    return SHELF.get(region, on, otherwise=NoPolicyInForce)
