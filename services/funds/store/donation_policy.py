"""The donation policies of places, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.donation import NoDonationRule
from services.funds.rules.donation_policy import DonationPolicy
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy" / "donation"
SHELF = Shelf(DonationPolicy, _FOLDER)


def list_donation_policies() -> list[DonationPolicy]:
    return SHELF.policies()


def get_donation_policy(region: str, on: date) -> tuple[DonationPolicy, str]:
    """The policy in force there and then, with its version. Raises NoDonationRule."""
    return SHELF.get(region, on, otherwise=NoDonationRule)
