"""The kinds of departments' lists, read once from their policy files."""

from datetime import date
from pathlib import Path

from services.registry.rules.comparison import ComparisonPolicy, DifferenceRule
from services.registry.rules.difference import UnknownListKind
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "compare"
SHELF = Shelf(ComparisonPolicy, FOLDER)


def list_comparison_policies() -> list[ComparisonPolicy]:
    """Every file. Raises PolicyFileRefused."""
    return SHELF.policies()


def list_kinds(region: str, on: date) -> list[ComparisonPolicy]:
    """The kinds of lists that are compared in a place, each as its narrowest file says."""
    kinds = sorted({policy.kind for policy in list_comparison_policies()})
    found = [find_kind(kind, region, on) for kind in kinds]
    return [policy for policy in found if policy]


def find_kind(kind: str, region: str, on: date) -> ComparisonPolicy | None:
    found = SHELF.find(region, on, which=lambda policy: policy.kind == kind)
    return found[0] if found else None


def get_kind(kind: str, region: str, on: date) -> tuple[ComparisonPolicy, str]:
    """The file and its version. Raises UnknownListKind."""
    found = find_kind(kind, region, on)
    if found is None:
        raise UnknownListKind(pointer="/kind", kinds=[policy.kind for policy in list_kinds(region, on)])
    return found, SHELF.version_of(found)


def find_difference_rule(kind: str, name: str) -> DifferenceRule | None:
    """The rule of this name in any file of the kind, in force or not."""
    policies = [policy for policy in list_comparison_policies() if policy.kind == kind]
    return next((rule for policy in policies for rule in policy.rules if rule.rule == name), None)
