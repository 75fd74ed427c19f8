"""The rules of places for projects, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.project_policy import NoProjectRule, ProjectPolicy
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "projects"
SHELF = Shelf(ProjectPolicy, FOLDER)


def list_project_policies() -> list[ProjectPolicy]:
    return SHELF.policies()


def get_project_policy(region: str, on: date) -> tuple[ProjectPolicy, str]:
    """The rules in force there and then, with their version. Raises NoProjectRule."""
    return SHELF.get(region, on, otherwise=NoProjectRule)


def get_project_policy_named(name: str) -> ProjectPolicy:
    """The rules that a project was handed in under; a file is never taken away."""
    return SHELF.named(name)
