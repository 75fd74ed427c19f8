"""The places' deadlines of renovations, as their files say them."""

from datetime import date
from pathlib import Path

from services.housing.rules.deadline import DeadlinePolicy, NoDeadlineRule
from shared.policy.shelf import Shelf

_SHELF = Shelf(DeadlinePolicy, Path(__file__).parents[1] / "policy" / "deadline")


def list_deadline_policies() -> list[DeadlinePolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return _SHELF.policies()


def get_deadline_policy(region: str, on: date) -> DeadlinePolicy:
    """The policy in force there and then. Raises NoDeadlineRule."""
    policy, _ = _SHELF.get(region, on, otherwise=NoDeadlineRule)
    return policy
