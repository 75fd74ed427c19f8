"""The kinds of departments' lists, read once from their policy files."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.comparison import ComparisonPolicy, DifferenceRule
from services.registry.rules.difference import UnknownListKind
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "compare"


@lru_cache
def _read() -> tuple[tuple[ComparisonPolicy, str], ...]:
    return tuple(read_document(ComparisonPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))


def list_comparison_policies() -> list[ComparisonPolicy]:
    """Every file. Raises PolicyFileRefused."""
    return [policy for policy, _ in _read()]


def list_kinds(region: str, on: date) -> list[ComparisonPolicy]:
    """The kinds of lists that are compared in a place, each as its narrowest file says."""
    kinds = sorted({policy.kind for policy in list_comparison_policies()})
    found = [find_kind(kind, region, on) for kind in kinds]
    return [policy for policy in found if policy]


def find_kind(kind: str, region: str, on: date) -> ComparisonPolicy | None:
    return in_force([policy for policy in list_comparison_policies() if policy.kind == kind], region=region, on=on)


def get_kind(kind: str, region: str, on: date) -> tuple[ComparisonPolicy, str]:
    """The file and its version. Raises UnknownListKind."""
    found = find_kind(kind, region, on)
    if found is None:
        raise UnknownListKind(pointer="/kind", kinds=[policy.kind for policy in list_kinds(region, on)])
    return found, next(version for policy, version in _read() if policy.policy == found.policy)


def find_difference_rule(kind: str, name: str) -> DifferenceRule | None:
    """The rule of this name in any file of the kind, in force or not."""
    policies = [policy for policy in list_comparison_policies() if policy.kind == kind]
    return next((rule for policy in policies for rule in policy.rules if rule.rule == name), None)
