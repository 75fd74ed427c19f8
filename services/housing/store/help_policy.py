"""The places' rules of help with dangerous houses, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.help import NoHelpRule
from services.housing.rules.help_policy import HelpPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parents[1] / "policy" / "help"


@lru_cache
def _policies() -> dict[str, tuple[HelpPolicy, str]]:
    read = (read_document(HelpPolicy, path) for path in sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_help_policies() -> list[HelpPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return [policy for policy, _ in _policies().values()]


def get_help_policy(region: str, on: date) -> tuple[HelpPolicy, str]:
    """The policy in force there and then, with its version. Raises NoHelpRule."""
    policy = in_force(list_help_policies(), region=region, on=on)
    if policy is None:
        raise NoHelpRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_help_policy_named(name: str) -> HelpPolicy:
    """The policy that a renovation was applied for under; a file is never taken away."""
    return _policies()[name][0]


def list_group_titles() -> dict[str, str]:
    """What each group is called, by its code, in all places together."""
    return {group.code: group.title for policy in list_help_policies() for group in policy.groups}
