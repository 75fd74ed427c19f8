"""The policy files of immediate assistance, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.need import NeedsPolicy, NoNeedsRule
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "needs"


def read_policy(path: Path) -> tuple[NeedsPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(NeedsPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[NeedsPolicy, str]]:
    return {policy.policy: (policy, version) for policy, version in map(read_policy, sorted(FOLDER.glob("*.yaml")))}


def list_policies() -> list[NeedsPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_policy(region: str, on: date) -> tuple[NeedsPolicy, str]:
    """The policy in force there and then, with its version. Raises NoNeedsRule."""
    policy = in_force(list_policies(), region=region, on=on)
    if policy is None:
        raise NoNeedsRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_policy_named(name: str) -> NeedsPolicy:
    """The policy that a case was opened under; a file is never taken away."""
    return _policies()[name][0]
