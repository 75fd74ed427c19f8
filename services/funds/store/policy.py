"""The policy files of funds, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.grant import NoGrantRule
from services.funds.rules.policy import GrantPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy"


def read_policy(path: Path) -> tuple[GrantPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(GrantPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[GrantPolicy, str]]:
    read = map(read_policy, sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_policies() -> list[GrantPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_policy(region: str, on: date) -> tuple[GrantPolicy, str]:
    """The policy in force there and then, with its version. Raises NoGrantRule."""
    policy = in_force(list_policies(), region=region, on=on)
    if policy is None:
        raise NoGrantRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_policy_named(name: str) -> GrantPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return _policies()[name][0]
