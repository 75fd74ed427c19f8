"""A made-up year of settlements that looks like a county's: who is ill how often, where, and what it costs."""

from collections.abc import Iterator, Mapping
from random import Random

import numpy as np

from shared.policy.batch.columns import Columns, PartColumns
from shared.policy.clauses import Policy
from shared.policy.stay import Stay

SEED = 2020
PERSONS_SHARE = (0.62, 0.18, 0.08, 0.05)
"""Of patients: registered as nobody, and as one of the first classes that the policy knows; a few belong to two."""
VILLAGES = 300
MEDIAN_FEN = {"1": 2_800_00, "2": 6_500_00, "3": 16_000_00}
SPREAD = 0.9
"""Of the logarithm: one stay in a hundred costs eight times the median."""


def a_year(policy: Policy, stays: int, *, seed: int = SEED) -> Columns:
    """Bills in the order in which they were settled; 1.6 per person, most have one, some have twenty."""
    dice = np.random.default_rng(seed)
    people = max(1, int(stays / 1.6))
    weight = dice.pareto(2.0, people) + 0.4
    person = dice.choice(people, stays, p=weight / weight.sum()).astype(np.int32)
    kinds = tuple(_kinds(policy, Random(seed)))  # noqa: S311  a made-up year, the same every time
    levels = len(policy.levels)
    home = dice.integers(0, len(kinds) // levels, people)
    level = dice.choice(levels, stays, p=_falling(levels))
    kind = (home[person] * levels + level).astype(np.int32)
    medians = np.array([MEDIAN_FEN.get(name, 6_500_00) for name in policy.levels], np.float64)
    total = np.maximum(50_00, medians[level] * np.exp(dice.normal(0, SPREAD, stays))).astype(np.int64)
    outside = (total * dice.beta(2, 12, stays)).astype(np.int64)
    family = (np.arange(people) // 3).astype(np.int32)[person]
    return Columns(
        kinds=kinds,
        kind=kind,
        total_fen=total,
        in_policy_fen=total - outside,
        person=person,
        family=family,
        classes=_classes(policy, total, outside, dice),
        items={},
        whole={},
        year=np.full(stays, policy.term.start.year, np.int32),
        income_fen=np.full(stays, -1, np.int64),
        members=np.zeros(stays, np.int32),
        people=people,
        families=people // 3 + 1,
    )


def _kinds(policy: Policy, dice: Random) -> Iterator[Stay]:
    """For each sort of home every level of hospital."""
    persons = list(policy.persons)
    for village in range(VILLAGES):
        county = dice.choice(list(policy.regions) or [policy.region])
        region = f"{(county if village % 3 else policy.region):0<6}"[:6] + f"{village:06d}"
        count = dice.choices([0, 1, 2], [0.7, 0.25, 0.05])[0]
        who = frozenset(dice.sample(persons, min(count, len(persons))))
        for level in policy.levels:
            yield Stay(
                region,
                level,
                who,
                0,
                0,
                scheme=next(iter(policy.words.schemes)),
                visit=next(iter(policy.words.visits)),
                place=next(iter(policy.words.places), "in_county"),
            )


def _falling(count: int) -> "np.typing.NDArray[np.float64]":
    weights = 1 / (1 + np.arange(count))
    shares: np.typing.NDArray[np.float64] = weights / weights.sum()
    return shares


def _classes(
    policy: Policy, total: "np.typing.NDArray[np.int64]", outside: "np.typing.NDArray[np.int64]", dice: np.random.Generator
) -> Mapping[str, PartColumns]:
    """Two fifths of what lies within the policy are of the first class, the rest of the second; the third is all outside."""
    first = ((total - outside) * dice.beta(4, 6, len(total))).astype(np.int64)
    second = total - outside - first
    parts = [PartColumns(first, first), PartColumns(second, second), PartColumns(outside, np.zeros_like(outside))]
    return dict(zip(list(policy.words.classes)[:3], parts, strict=False))
