"""The policy files that lie beside this service's code, read and checked once."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from shared.policy.clauses import Policy
from shared.policy.load import RESIDENT, NoPolicyInForce, Shelf, load_folder

FOLDER = Path(__file__).parent.parent / "policy"


@cache
def shelf() -> Shelf:
    """Raises PolicyFileRefused: a service with a wrong policy file does not start."""
    return load_folder(FOLDER)


def get_policy(region: str, on: date, *, scheme: str = RESIDENT) -> Policy:
    """The policy that applies to a person insured in `region` on a day, in a scheme. Raises NoPolicyInForce."""
    return shelf().find(region, on, scheme=scheme)


def get_policy_for(region: str, *, admitted_on: date, discharged_on: date, scheme: str = RESIDENT) -> Policy:
    """The policy that a stay is settled by, by the day that the policy itself says counts. Raises NoPolicyInForce."""
    return shelf().find_for(region, admitted_on=admitted_on, discharged_on=discharged_on, scheme=scheme)


def levels_of(region: str, on: date) -> Mapping[str, str]:
    """The grades of hospitals that the place's policy names; nothing where no policy applies."""
    try:
        return get_policy(region, on).levels
    except NoPolicyInForce:
        return {}


def titles_of(region: str, on: date) -> Mapping[str, str]:
    """What the place's policy calls each class of people; nothing where no policy applies."""
    try:
        return get_policy(region, on).words.persons
    except NoPolicyInForce:
        return {}
