"""The counters that settlements draw on, by whose they are: what one adds, and what its reversal gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.policy.counters import CounterScope

LIFE = 0
"""The year under which a person's lifetime counters are kept."""

Drawn = Mapping[CounterScope, Mapping[str, int]]
"""What a settlement adds to each account."""


def divided(drawn: Mapping[str, int], scope_of: Callable[[str], CounterScope]) -> dict[CounterScope, dict[str, int]]:
    """What was drawn, by account; accounts on which nothing was drawn are left out."""
    by_scope: dict[CounterScope, dict[str, int]] = {}
    for counter, amount in drawn.items():
        by_scope.setdefault(scope_of(counter), {})[counter] = amount
    return by_scope


@dataclass(frozen=True, slots=True)
class Accounts:
    """The counters of the three accounts that a bill is settled against; a counter's name says nothing of its account."""

    person: Mapping[str, int] = field(default_factory=dict)
    life: Mapping[str, int] = field(default_factory=dict)
    family: Mapping[str, int] = field(default_factory=dict)

    def of(self, scope: CounterScope) -> Mapping[str, int]:
        match scope:
            case CounterScope.PERSON_YEAR:
                return self.person
            case CounterScope.PERSON_LIFE:
                return self.life
            case CounterScope.FAMILY_YEAR:
                return self.family

    @property
    def so_far(self) -> dict[str, int]:
        """What a policy is told; the names of one policy's counters are its own, so that no two accounts share one."""
        return {**self.family, **self.life, **self.person}

    def added(self, drawn: Drawn) -> "Accounts":
        return Accounts(*(added(self.of(scope), drawn.get(scope, {})) for scope in CounterScope))

    def restored(self, drawn: Drawn) -> "Accounts":
        """Raises ValueError if so much was never drawn."""
        return Accounts(*(restored(self.of(scope), drawn.get(scope, {})) for scope in CounterScope))


def added(before: Mapping[str, int], drawn: Mapping[str, int]) -> dict[str, int]:
    """The counters with what one settlement adds to them."""
    return dict(before) | {counter: before.get(counter, 0) + amount for counter, amount in drawn.items()}


def restored(after: Mapping[str, int], drawn: Mapping[str, int]) -> dict[str, int]:
    """The counters without what one settlement added to them. Raises ValueError if it never added so much."""
    left = dict(after)
    for counter, amount in drawn.items():
        left[counter] = left.get(counter, 0) - amount
        if left[counter] < 0:
            raise ValueError(f"counter {counter} would fall below zero")
    return {counter: amount for counter, amount in left.items() if amount}
