"""The places' rules of disasters, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.disaster import NoDisasterRule, NoSuchDisasterKind
from services.housing.rules.disaster_policy import DisasterKind, DisasterPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parents[1] / "policy" / "disaster"


@lru_cache
def _policies() -> dict[str, tuple[DisasterPolicy, str]]:
    read = (read_document(DisasterPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_disaster_policies() -> list[DisasterPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return [policy for policy, _ in _policies().values()]


def get_disaster_policy(region: str, on: date) -> tuple[DisasterPolicy, str]:
    """The policy in force there and then, with its version. Raises NoDisasterRule."""
    policy = in_force(list_disaster_policies(), region=region, on=on)
    if policy is None:
        raise NoDisasterRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_disaster_policy_named(name: str) -> DisasterPolicy:
    """The policy that a disaster was declared under; a file is never taken away."""
    return _policies()[name][0]


def get_disaster_kind(name: str, *, region: str, on: date) -> tuple[DisasterKind, DisasterPolicy, str]:
    """A kind with its file and the file's version. Raises NoDisasterRule, NoSuchDisasterKind."""
    policy, version = get_disaster_policy(region, on)
    return kind_of(policy, name), policy, version


def kind_of(policy: DisasterPolicy, name: str) -> DisasterKind:
    """Raises NoSuchDisasterKind."""
    kind = next((each for each in policy.kinds if each.kind == name), None)
    if kind is None:
        raise NoSuchDisasterKind(pointer="/kind", kind=name)
    return kind
