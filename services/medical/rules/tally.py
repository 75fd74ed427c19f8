"""The sums of a bill's lines: the four parts, and what each catalogue class and each kind of service comes to. Amounts in fen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.medical.rules.line import LineCost
from shared.policy.clauses import Part

NOTHING = Part(0, 0)
Sums = Mapping[str, list[int]]
"""As rows keep them: a name, and its amount, in-policy part and self-pay-first part."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of lines; tallies are added and taken from each other, and lines in any order give the same tally."""

    line_count: int = 0
    cost: LineCost = field(default_factory=LineCost)
    classes: Mapping[str, Part] = field(default_factory=dict)
    items: Mapping[str, Part] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._with(other, -1)

    def _with(self, other: "Tally", sign: int) -> "Tally":
        return Tally(
            self.line_count + sign * other.line_count,
            self.cost + other.cost if sign > 0 else self.cost - other.cost,
            _merged(self.classes, other.classes, sign),
            _merged(self.items, other.items, sign),
        )

    def as_json(self) -> dict[str, Any]:
        cost = self.cost
        return {
            "line_count": self.line_count,
            "cost": [cost.in_policy_fen, cost.pre_pay_fen, cost.over_ceiling_fen, cost.out_of_policy_fen],
            "classes": kept(self.classes),
            "items": kept(self.items),
        }


EMPTY = Tally()


def read_tally(told: Mapping[str, Any]) -> Tally:
    """What `as_json` wrote; nothing gives an empty tally."""
    if not told:
        return EMPTY
    return Tally(told["line_count"], LineCost(*told["cost"]), parts(told["classes"]), parts(told["items"]))


def tally(lines: Iterable[tuple[str, str | None, LineCost]]) -> Tally:
    """Of lines, each by catalogue class, kind of service (if any) and cost."""
    count, cost = 0, [0, 0, 0, 0]
    classes: dict[str, list[int]] = {}
    items: dict[str, list[int]] = {}
    for catalogue_class, item, line in lines:
        count += 1
        for at, part_fen in enumerate((line.in_policy_fen, line.pre_pay_fen, line.over_ceiling_fen, line.out_of_policy_fen)):
            cost[at] += part_fen
        for sums, name in ((classes, catalogue_class), (items, item)):
            if name is not None:
                own = sums.setdefault(str(name), [0, 0, 0])
                own[0] += line.total_fen
                own[1] += line.in_policy_fen
                own[2] += line.pre_pay_fen
    return Tally(count, LineCost(*cost), parts(classes), parts(items))


def kept(sums: Mapping[str, Part]) -> dict[str, list[int]]:
    return {name: [part.amount_fen, part.in_policy_fen, part.pre_pay_fen] for name, part in sorted(sums.items())}


def parts(sums: Sums) -> dict[str, Part]:
    return {name: Part(*amounts) for name, amounts in sums.items() if any(amounts)}


def _merged(one: Mapping[str, Part], other: Mapping[str, Part], sign: int) -> dict[str, Part]:
    merged = dict(one)
    for name, part in other.items():
        own = merged.get(name, NOTHING)
        merged[name] = Part(
            own.amount_fen + sign * part.amount_fen,
            own.in_policy_fen + sign * part.in_policy_fen,
            own.pre_pay_fen + sign * part.pre_pay_fen,
        )
    return {name: part for name, part in merged.items() if part != NOTHING}
