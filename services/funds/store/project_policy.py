"""The rules of places for projects, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.project_policy import NoProjectRule, ProjectPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "projects"


@lru_cache
def _policies() -> dict[str, tuple[ProjectPolicy, str]]:
    read = (read_document(ProjectPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_project_policies() -> list[ProjectPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_project_policy(region: str, on: date) -> tuple[ProjectPolicy, str]:
    """The rules in force there and then, with their version. Raises NoProjectRule."""
    policy = in_force(list_project_policies(), region=region, on=on)
    if policy is None:
        raise NoProjectRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_project_policy_named(name: str) -> ProjectPolicy:
    """The rules that a project was handed in under; a file is never taken away."""
    return _policies()[name][0]
