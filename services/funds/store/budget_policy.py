"""The budget policies of places, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.budget_policy import BudgetPolicy
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy" / "budget"
SHELF = Shelf(BudgetPolicy, _FOLDER)


def list_budget_policies() -> list[BudgetPolicy]:
    return SHELF.policies()


def get_budget_policy(region: str, on: date) -> tuple[BudgetPolicy, str]:
    """The policy in force there and then, with its version. Raises NoBudgetRule."""
    return SHELF.get(region, on, otherwise=NoBudgetRule)


def title_of_programme(region: str, code: str, on: date) -> str | None:
    """What the public calls a programme there and then, so that all entries of one programme add up under one name.

    A code that the place's policy does not know stands for itself. None without a code. Raises NoBudgetRule.
    """
    if not code:
        return None
    programme = get_budget_policy(region, on)[0].programme_of(code)
    return programme.title if programme else code
