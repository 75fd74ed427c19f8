"""The places' rules of appraisals, as their files say them."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.housing.rules.appraisal_life import NoAppraisalRule
from services.housing.rules.appraisal_policy import AppraisalPolicy
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parents[1] / "policy" / "appraisal"


@lru_cache
def _policies() -> dict[str, tuple[AppraisalPolicy, str]]:
    read = [read_document(AppraisalPolicy, path) for path in sorted(_FOLDER.glob("*.yaml"))]
    return {policy.policy: (policy, version) for policy, version in read}


def list_appraisal_policies() -> list[AppraisalPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_appraisal_policy(region: str, on: date) -> tuple[AppraisalPolicy, str]:
    """The policy in force there and then, with its version. Raises NoAppraisalRule."""
    policy = in_force(list_appraisal_policies(), region=region, on=on)
    if policy is None:
        raise NoAppraisalRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_appraisal_policy_named(name: str) -> AppraisalPolicy:
    """The policy that an appraisal was made by; a file is never taken away."""
    return _policies()[name][0]
