"""The counters of everyone, as columns: what each person and each family has drawn before the next bill."""

from collections.abc import Iterator, Mapping

import numpy as np

from shared.policy.batch.columns import Codes, Columns, Fen, Rows
from shared.policy.clauses import CounterScope, Policy

_SATURATED = 1 << 61


class Counted:
    """By the names of one policy; a counter of a family is kept by family, all others by person."""

    def __init__(self, policy: Policy, columns: Columns) -> None:
        self._owner: dict[str, Codes] = {}
        self.values: dict[str, Fen] = {}
        for name, scope in policy.counters().items():
            is_of_family = scope is CounterScope.FAMILY_YEAR
            self._owner[name] = columns.family if is_of_family else columns.person
            size = columns.families if is_of_family else columns.people
            opening = columns.opening.get(name)
            if opening is not None and len(opening) != size:
                raise ValueError(f"the opening of {name} is for {len(opening)} owners, not for {size}")
            self.values[name] = np.zeros(size, np.int64) if opening is None else opening.copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def of(self, name: str, rows: Rows) -> Fen:
        return self.values[name][self._owner[name][rows]]

    def largest(self, rows: Rows) -> Fen:
        """The largest counter that a bill could meet, saturated: enough to tell whether it is within bounds."""
        found = np.zeros(len(rows), np.int64)
        for name in self.values:
            found = np.maximum(found, self.of(name, rows))
        return np.minimum(found, _SATURATED)

    def add(self, name: str, rows: Rows, amount: Fen) -> None:
        """Of rows no two of which have the same owner."""
        self.values[name][self._owner[name][rows]] += amount

    def so_far(self, row: int) -> dict[str, int]:
        """What the scalar path is told of one bill."""
        found = {name: int(self.values[name][self._owner[name][row]]) for name in self.values}
        return {name: amount for name, amount in found.items() if amount}

    def add_one(self, row: int, drawn: Mapping[str, int]) -> None:
        """Raises OverflowError where 64 bits do not hold the sum: never a wrong number."""
        for name, amount in drawn.items():
            owner = self._owner[name][row]
            self.values[name][owner] = int(self.values[name][owner]) + amount
