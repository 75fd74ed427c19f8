"""The donation policies of places, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.donation import NoDonationRule
from services.funds.rules.donation_policy import DonationPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "donation"


@lru_cache
def _policies() -> dict[str, tuple[DonationPolicy, str]]:
    read = (read_document(DonationPolicy, path) for path in sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_donation_policies() -> list[DonationPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_donation_policy(region: str, on: date) -> tuple[DonationPolicy, str]:
    """The policy in force there and then, with its version. Raises NoDonationRule."""
    policy = in_force(list_donation_policies(), region=region, on=on)
    if policy is None:
        raise NoDonationRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]
