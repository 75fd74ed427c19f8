"""The monitoring rules, read once from their policy files, as they hold in each place on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.line import Line, LineKind, find_line
from services.registry.rules.watch import Rule, WatchPolicy
from services.registry.store.line import list_line_places, list_line_policies
from shared.policy.document import in_force
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "watch"
SHELF = Shelf(WatchPolicy, FOLDER)
YEARS_BACK = 2
"""Income books older than the year before last say nothing of a household's present."""


@dataclass(frozen=True)
class RuleInPlace:
    """A rule as it holds in a place: its file and version, its threshold in fen and in words.

    `below_fen` is by year of the income book. A rule whose line nobody publishes for the place `is_idle` there.
    """

    place: str
    rule: Rule
    policy: str
    version: str
    clause: str
    over_fen: int | None
    over_spoken: str
    below_fen: Mapping[int, int]
    is_idle: bool


def list_watch_policies() -> list[WatchPolicy]:
    """Every file. Raises PolicyFileRefused, and ValueError for a kept rule that the country's file does not have."""
    policies = SHELF.policies()
    whole = {rule.rule for policy in policies if not policy.region for rule in policy.rules}
    for policy in policies:
        if unknown := set(policy.keeps) - whole:
            raise ValueError(f"{policy.policy}: keeps 中没有这些全国规则：{'、'.join(sorted(unknown))}")
    return policies


@lru_cache(maxsize=8)
def rules_in_force(on: date) -> Mapping[str, tuple[RuleInPlace, ...]]:
    """By place. A village goes by the longest place that its code begins with; "" is the whole country."""
    policies = list_watch_policies()
    places = {policy.region for policy in policies if policy.covers(on)} | list_line_places(on)
    return {place: _rules_of(place, policies, on) for place in sorted(places)}


def find_rule(name: str) -> Rule | None:
    """The rule of this name in any file, in force or not."""
    return next((rule for policy in list_watch_policies() for rule in policy.rules if rule.rule == name), None)


def _rules_of(place: str, policies: list[WatchPolicy], on: date) -> tuple[RuleInPlace, ...]:
    held = in_force(policies, region=place, on=on)
    if held is None:
        return ()
    country = in_force([policy for policy in policies if not policy.region], region="", on=on)
    kept = [(rule, country) for rule in country.rules if rule.rule in held.keeps] if country else []
    mine = [(rule, held) for rule in held.rules]
    return tuple(_in_place(place, rule, policy, SHELF.version_of(policy), on) for rule, policy in [*kept, *mine])


def _in_place(place: str, rule: Rule, policy: WatchPolicy, version: str, on: date) -> RuleInPlace:
    over = rule.fact.over if rule.fact else None
    line = _line(over.line, place, on.year, latest=True) if over and over.line else None
    below = rule.income.below_line if rule.income else None
    below_fen = dict[int, int]()
    if below and rule.income:
        for year in range(on.year - YEARS_BACK, on.year + 1):
            if of_year := _line(below, place, year):
                below_fen[year] = of_year.amount_fen * rule.income.per_mille // 1000
    return RuleInPlace(
        place=place,
        rule=rule,
        policy=policy.policy,
        version=version,
        clause=policy.source(rule).spoken,
        over_fen=over.fen(line) if over else None,
        over_spoken=over.spoken(line) if over else "",
        below_fen=below_fen,
        is_idle=bool((over and over.fen(line) is None) or (below and not below_fen)),
    )


def _line(kind: LineKind, place: str, year: int, *, latest: bool = False) -> Line | None:
    return find_line(list_line_policies(), kind, region=place, year=year, latest=latest)
