"""The judging policies, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.judging import JudgingPolicy, NoticeRule
from services.registry.rules.opening import NoJudgingPolicy, rule_for
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import StageIsNotPublic
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "judging"


def read_policy(path: Path) -> tuple[JudgingPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(JudgingPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[JudgingPolicy, str]]:
    read = map(read_policy, sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_policies() -> list[JudgingPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_policy(region: str, on: date) -> tuple[JudgingPolicy, str]:
    """The policy in force there and then, with its version. Raises NoJudgingPolicy."""
    policy = in_force(list_policies(), region=region, on=on)
    if policy is None:
        raise NoJudgingPolicy(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_policy_named(name: str) -> JudgingPolicy:
    """The policy that a procedure was opened under; a file is never taken away."""
    return _policies()[name][0]


def get_notice_rule(policy: str, kind: ProcedureKind, stage: str) -> tuple[JudgingPolicy, NoticeRule]:
    """A policy and its rule of one notice. Raises StageIsNotPublic for a stage that is none."""
    named = get_policy_named(policy)
    rule = rule_for(named.find_rule(kind), kind)
    notice = next((each.notice for each in rule.stages if each.stage == stage), None)
    if notice is None:
        raise StageIsNotPublic(stage=stage)
    return named, notice
