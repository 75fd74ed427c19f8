"""The rules of supervision, read once from their policy files, as they hold in a county on a day."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.supervision_rule import HeldRule, Ruleset, SupervisionPolicy, SupervisionRule
from shared.policy.document import read_document

FOLDER = Path(__file__).parent.parent / "policy" / "supervision"


@lru_cache
def _read() -> tuple[tuple[SupervisionPolicy, str], ...]:
    return tuple(read_document(SupervisionPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))


def list_supervision_policies() -> list[SupervisionPolicy]:
    """Every file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return [policy for policy, _ in _read()]


def rules_of(county: str, on: date) -> Ruleset:
    """The rules of a county on a day: of all files around it, but for those that one of them drops.

    Of a rule that several files have, the narrowest place's holds.
    """
    around = [(policy, version) for policy, version in _read() if county.startswith(policy.region) and policy.covers(on)]
    dropped = {name for policy, _ in around for name in policy.drops}
    held: dict[str, HeldRule] = {}
    for policy, version in sorted(around, key=lambda one: len(one[0].region)):
        for rule in policy.rules:
            held[rule.rule] = HeldRule.of(rule, policy, version)
    return Ruleset(each for name, each in held.items() if name not in dropped)


@lru_cache
def _by_name() -> dict[str, HeldRule]:
    return {rule.rule: HeldRule.of(rule, policy, version) for policy, version in _read() for rule in policy.rules}


def find_held(name: str) -> HeldRule | None:
    """A rule as its file has it today; None for one that no file has any more."""
    return _by_name().get(name)


def find_rule(name: str) -> SupervisionRule | None:
    """What a rule says today."""
    held = find_held(name)
    return held.rule if held else None
