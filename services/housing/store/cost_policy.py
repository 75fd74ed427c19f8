"""The places' ways of comparing prices, as their files say them."""

from datetime import date
from pathlib import Path

from services.housing.rules.cost import CostPolicy, NoCostRule
from shared.policy.shelf import Shelf

_SHELF = Shelf(CostPolicy, Path(__file__).parents[1] / "policy" / "cost")


def list_cost_policies() -> list[CostPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return _SHELF.policies()


def get_cost_policy(region: str, on: date) -> CostPolicy:
    """The policy in force there and then. Raises NoCostRule."""
    policy, _ = _SHELF.get(region, on, otherwise=NoCostRule)
    return policy
