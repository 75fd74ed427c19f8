"""The insurance policies that lie beside this service's code, read and checked once."""

from datetime import date
from functools import cache
from pathlib import Path

from services.medical.rules.insurance import InsurancePolicy
from shared.policy.document import in_force, read_document
from shared.policy.load import NoPolicyInForce
from shared.policy.source import Complaint, PolicyFileRefused

FOLDER = Path(__file__).parent.parent / "policy" / "insurance"


@cache
def shelf() -> tuple[tuple[InsurancePolicy, str], ...]:
    """Every file with its version. Raises PolicyFileRefused with the complaints about all of them."""
    read: list[tuple[InsurancePolicy, str]] = []
    complaints: list[Complaint] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            read.append(read_document(InsurancePolicy, path))
        except PolicyFileRefused as refused:
            complaints.extend(refused.complaints)
    if complaints:
        raise PolicyFileRefused(complaints)
    return tuple(read)


def get_insurance(region: str, on: date) -> tuple[InsurancePolicy, str]:
    """The insurance policy of a place on a day, and its version. Raises NoPolicyInForce."""
    found = in_force((policy for policy, _ in shelf()), region=region, on=on)
    if found is None:
        raise NoPolicyInForce(region=region, on=on.isoformat())
    return found, next(version for policy, version in shelf() if policy is found)
