"""The places' rules of house surveys, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.survey import NoSurveyRule
from services.housing.rules.survey_policy import SurveyPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parents[1] / "policy" / "survey"


def read_policy(path: Path) -> tuple[SurveyPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(SurveyPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[SurveyPolicy, str]]:
    read = map(read_policy, sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_policies() -> list[SurveyPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_policy(region: str, on: date) -> tuple[SurveyPolicy, str]:
    """The policy in force there and then, with its version. Raises NoSurveyRule."""
    policy = in_force(list_policies(), region=region, on=on)
    if policy is None:
        raise NoSurveyRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_policy_named(name: str) -> SurveyPolicy:
    """The policy that a survey was opened under; a file is never taken away."""
    return _policies()[name][0]
