"""The places' terms of steps, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.awaited_step import Step
from services.housing.rules.step_policy import NoStepRule, StepPolicy, StepTerm, last_day
from shared.policy.shelf import Shelf

_SHELF = Shelf(StepPolicy, Path(__file__).parents[1] / "policy" / "steps")


def list_step_policies() -> list[StepPolicy]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return _SHELF.policies()


def get_step_policy(region: str, on: date) -> StepPolicy:
    """The policy in force there and then; a place inside a county has its county's. Raises NoStepRule."""
    return _policy(region[:6], on)


@lru_cache(maxsize=4_096)
def _policy(county: str, on: date) -> StepPolicy:
    policy, _ = _SHELF.get(county, on, otherwise=NoStepRule)
    return policy


def get_term(step: Step, region: str, since: date) -> tuple[StepTerm, date]:
    """Whose turn a step is there and then, and its last day. Raises NoStepRule."""
    term = get_step_policy(region, since).term(step)
    return term, last_day(term, since)
