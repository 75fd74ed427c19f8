"""The budget policies of places, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.budget_policy import BudgetPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "budget"


@lru_cache
def _policies() -> dict[str, tuple[BudgetPolicy, str]]:
    read = (read_document(BudgetPolicy, path) for path in sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_budget_policies() -> list[BudgetPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_budget_policy(region: str, on: date) -> tuple[BudgetPolicy, str]:
    """The policy in force there and then, with its version. Raises NoBudgetRule."""
    policy = in_force(list_budget_policies(), region=region, on=on)
    if policy is None:
        raise NoBudgetRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def title_of_programme(region: str, code: str, on: date) -> str | None:
    """What the public calls a programme there and then, so that all entries of one programme add up under one name.

    A code that the place's policy does not know stands for itself. None without a code. Raises NoBudgetRule.
    """
    if not code:
        return None
    programme = get_budget_policy(region, on)[0].programme_of(code)
    return programme.title if programme else code
