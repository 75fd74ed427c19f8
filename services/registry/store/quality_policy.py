"""The data-quality rules, read once from their policy files, as they hold in each place on a day; and what they say of a file."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.household import Family
from services.registry.rules.quality import HeldRule, QualityPolicy, QualityRule, Ruleset
from services.registry.rules.quality_subject import family_whole
from services.registry.store.field_lists import list_field_lists
from shared.cells import Fault
from shared.clock import today
from shared.policy.document import read_document

FOLDER = Path(__file__).parent.parent / "policy" / "quality"


@lru_cache
def _read() -> tuple[tuple[QualityPolicy, str], ...]:
    return tuple(read_document(QualityPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))


def list_quality_policies() -> list[QualityPolicy]:
    """Every file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return [policy for policy, _ in _read()]


def every_listed_value() -> Mapping[str, frozenset[str]]:
    """By list: every value that could be written on any day, anywhere. An old value that stayed is no fault."""
    told: dict[str, set[str]] = {}
    for lists in list_field_lists():
        for name, values in lists.lists.items():
            told.setdefault(name, set()).update(each.value for each in values.values)
    return {name: frozenset(values) for name, values in told.items()}


def rules_of(region: str, on: date) -> Ruleset:
    """The rules of a village on a day: of all files around it, but for those that one of them drops.

    Raises ValueError for a list that no file has, and for two files around one village that name a rule alike.
    """
    around = tuple(at for at, (policy, _) in enumerate(_read()) if region.startswith(policy.region) and policy.covers(on))
    return _ruleset(around)


def find_rule(name: str) -> QualityRule | None:
    """The rule of this name in any file, in force or not."""
    return next((rule for policy in list_quality_policies() for rule in policy.rules if rule.rule == name), None)


@lru_cache(maxsize=64)
def _ruleset(around: tuple[int, ...]) -> Ruleset:
    files, lists = [_read()[at] for at in around], every_listed_value()
    dropped = {name for policy, _ in files for name in policy.drops}
    held = [
        HeldRule.of(rule, policy, version, lists)
        for policy, version in files
        for rule in policy.rules
        if rule.rule not in dropped
    ]
    ruleset = Ruleset(held)
    if len(ruleset.names) != len(held):
        raise ValueError(f"规则名称重复：{'、'.join(policy.policy for policy, _ in files)}")
    return ruleset


def advice_on(family: Family) -> list[Fault]:
    """What is odd about a household of a register file that is sound enough to be taken in."""
    on = today()
    return [
        Fault(family.head.row if at is None else family.members[at].row, held.rule.field, held.rule.title, held.rule.mend)
        for held, at in rules_of(family.village, on).odd_in(family_whole(family, on=on))
    ]
