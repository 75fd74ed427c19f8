"""Recorded bills as columns. A row is one bill, in the order in which the bills were settled; money is int64 fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from shared.policy.stay import Part, Stay

Fen = NDArray[np.int64]
Codes = NDArray[np.int32]
Marks = NDArray[np.bool_]
Rows = NDArray[np.int64]

COLUMN_LIMIT_FEN = 1 << 53
"""A bill of more fen than this is kept whole, beside the columns: even sums of many then stay inside 64 bits."""


@dataclass(frozen=True, slots=True)
class PartColumns:
    """A catalogue class or a kind of service: what each bill brings of it, and what of that lies within the policy."""

    amount_fen: Fen
    in_policy_fen: Fen


@dataclass(frozen=True, slots=True)
class Columns:
    """Many bills. `kinds` are the distinct combinations of who is ill and where they lie, each as a stay without amounts."""

    kinds: tuple[Stay, ...]
    kind: Codes
    total_fen: Fen
    in_policy_fen: Fen
    person: Codes
    family: Codes
    classes: Mapping[str, PartColumns]
    items: Mapping[str, PartColumns]
    whole: Mapping[int, Stay]
    """Bills that columns cannot say: with something paid elsewhere, with parts out of order or negative, or too large."""
    year: Codes
    """0 where nobody said it."""
    income_fen: Fen
    """Of the household, a head; below 0 where nobody said it."""
    members: Codes
    people: int
    families: int
    opening: Mapping[str, Fen] = field(default_factory=dict)
    """Counters before the first bill, by name: for each person, or for each family, as the policy scopes them."""

    def __len__(self) -> int:
        return len(self.total_fen)

    def taken(self, rows: Rows, *, is_each_alone: bool = False, opening: Mapping[str, Fen] | None = None) -> "Columns":
        """Some of the bills, in the order of `rows`; `is_each_alone` makes everybody's every bill a year of its own, so that the
        opening is what each bill met."""
        place = {int(row): at for at, row in enumerate(rows)} if self.whole else {}
        alone = np.arange(len(rows), dtype=np.int32)
        return replace(
            self,
            kind=self.kind[rows],
            total_fen=self.total_fen[rows],
            in_policy_fen=self.in_policy_fen[rows],
            year=self.year[rows],
            income_fen=self.income_fen[rows],
            members=self.members[rows],
            person=alone if is_each_alone else self.person[rows],
            family=alone if is_each_alone else self.family[rows],
            classes=_at(self.classes, rows),
            items=_at(self.items, rows),
            whole={place[row]: stay for row, stay in self.whole.items() if row in place},
            people=len(rows) if is_each_alone else self.people,
            families=len(rows) if is_each_alone else self.families,
            opening=self.opening if opening is None else opening,
        )

    def stay(self, row: int, so_far: Mapping[str, int]) -> Stay:
        """One bill as the scalar path takes it."""
        if row in self.whole:
            return replace(self.whole[row], so_far=so_far)
        kind: Stay = self.kinds[self.kind[row]]
        return replace(
            kind,
            total_fen=int(self.total_fen[row]),
            in_policy_fen=int(self.in_policy_fen[row]),
            so_far=so_far,
            classes=_parts(self.classes, row),
            items=_parts(self.items, row),
            year=int(self.year[row]),
            income_fen=None if self.income_fen[row] < 0 else int(self.income_fen[row]),
            members=int(self.members[row]),
        )


def _at(parts: Mapping[str, PartColumns], rows: Rows) -> dict[str, PartColumns]:
    return {name: PartColumns(part.amount_fen[rows], part.in_policy_fen[rows]) for name, part in parts.items()}


def _parts(columns: Mapping[str, PartColumns], row: int) -> dict[str, Part]:
    found = {}
    for name, column in columns.items():
        if column.amount_fen[row]:
            found[name] = Part(int(column.amount_fen[row]), int(column.in_policy_fen[row]))
    return found
