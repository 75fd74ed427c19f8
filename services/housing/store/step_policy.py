"""The places' terms of steps, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.awaited_step import Step
from services.housing.rules.step_policy import NoStepRule, StepPolicy, StepTerm
from shared.policy.document import in_force, read_document
from shared.policy.term import Calendar, last_day

_FOLDER = Path(__file__).parents[1] / "policy" / "steps"


@lru_cache
def list_step_policies() -> tuple[StepPolicy, ...]:
    """Raises PolicyFileRefused with every complaint, each with file and line."""
    return tuple(read_document(StepPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_term(step: Step, region: str, since: date) -> tuple[StepTerm, date]:
    """Whose turn a step is there and then, and its last day. Raises NoStepRule."""
    policy = in_force(list_step_policies(), region=region, on=since)
    if policy is None:
        raise NoStepRule(region=region, on=since.isoformat())
    term = policy.term(step)
    return term, last_day(since, term, Calendar())
