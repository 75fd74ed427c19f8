"""The places' rules of help with dangerous houses, as their files say them."""

from datetime import date
from pathlib import Path

from services.housing.rules.help import NoHelpRule
from services.housing.rules.help_policy import HelpPolicy
from shared.policy.shelf import Shelf

SHELF = Shelf(HelpPolicy, Path(__file__).parents[1] / "policy" / "help")


def list_help_policies() -> list[HelpPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return SHELF.policies()


def get_help_policy(region: str, on: date) -> tuple[HelpPolicy, str]:
    """The policy in force there and then, with its version. Raises NoHelpRule."""
    return SHELF.get(region, on, otherwise=NoHelpRule)


def get_help_policy_named(name: str) -> HelpPolicy:
    """The policy that a renovation was applied for under; a file is never taken away."""
    return SHELF.named(name)


def list_group_titles() -> dict[str, str]:
    """What each group is called, by its code, in all places together."""
    return {group.code: group.title for policy in list_help_policies() for group in policy.groups}


def list_budget_titles() -> dict[str, str]:
    """What each budget is called out of which houses are paid for, by its code, in all places together."""
    holdings = [policy.holding for policy in list_help_policies() if policy.holding]
    return {holding.budget_code: holding.budget_title for holding in holdings if holding.budget_title}
