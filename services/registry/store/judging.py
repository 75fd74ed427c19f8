"""The judging policies, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.registry.rules.judging import JudgingPolicy, NoticeRule
from services.registry.rules.opening import NoJudgingPolicy, rule_for
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import StageIsNotPublic
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "judging"
SHELF = Shelf(JudgingPolicy, FOLDER)


def read_policy(path: Path) -> tuple[JudgingPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(JudgingPolicy, path)


def list_policies() -> list[JudgingPolicy]:
    return SHELF.policies()


def get_policy(region: str, on: date) -> tuple[JudgingPolicy, str]:
    """The policy in force there and then, with its version. Raises NoJudgingPolicy."""
    return SHELF.get(region, on, otherwise=NoJudgingPolicy)


def get_policy_named(name: str) -> JudgingPolicy:
    """The policy that a procedure was opened under; a file is never taken away."""
    return SHELF.named(name)


def get_notice_rule(policy: str, kind: ProcedureKind, stage: str) -> tuple[JudgingPolicy, NoticeRule]:
    """A policy and its rule of one notice. Raises StageIsNotPublic for a stage that is none."""
    named = get_policy_named(policy)
    rule = rule_for(named.find_rule(kind), kind)
    notice = next((each.notice for each in rule.stages if each.stage == stage), None)
    if notice is None:
        raise StageIsNotPublic(stage=stage)
    return named, notice
