"""Recorded bills as columns. A row is one bill, in the order in which the bills were settled; money is int64 fen."""

from array import array
from collections.abc import Iterable, Mapping
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


def _any(parts: Mapping[str, Part]) -> bool:
    return any(part.amount_fen for part in parts.values())


def _parts(columns: Mapping[str, PartColumns], row: int) -> dict[str, Part]:
    found = {}
    for name, column in columns.items():
        if column.amount_fen[row]:
            found[name] = Part(int(column.amount_fen[row]), int(column.in_policy_fen[row]))
    return found


class ColumnsMaker:
    """Gathers bills one by one; what it holds grows by some dozens of bytes a bill, whatever the bill says of who and where."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], int] = {}
        self._kind_stays: list[Stay] = []
        self._numbers = tuple(Grown() for _ in range(8))
        self._people: dict[str | bytes, int] = {}
        self._families: dict[str | bytes, int] = {}
        self._parts: tuple[dict[str, tuple[Sparse, Sparse]], ...] = ({}, {})
        self._whole: dict[int, Stay] = {}

    def __len__(self) -> int:
        return len(self._numbers[0])

    def add(self, stay: Stay, *, person: str | bytes, family: str | bytes) -> int:
        """Returns the number of the row. The stay's `so_far` is not kept: the run counts by itself."""
        row = len(self)
        key = (
            stay.region, stay.level, stay.persons, stay.scheme, stay.visit, stay.place, stay.diseases, stay.traits,
        )  # fmt: skip
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = len(self._kind_stays)
            bare = replace(
                stay, total_fen=0, in_policy_fen=0, so_far={}, given={}, classes={}, items={}, year=0, income_fen=None, members=0
            )
            self._kind_stays.append(bare)
        fits = not stay.given and 0 <= stay.in_policy_fen <= stay.total_fen < COLUMN_LIMIT_FEN
        fits = fits and (stay.income_fen is None or 0 <= stay.income_fen < COLUMN_LIMIT_FEN)
        # A class without amount cannot be told from one that the bill does not name, and some rules ask which it is.
        fits = fits and (all(part.amount_fen for part in stay.classes.values()) or (not stay.items and _any(stay.classes)))
        fits = fits and self._fit(stay.classes, self._parts[0]) and self._fit(stay.items, self._parts[1])
        if not fits:
            self._whole[row] = replace(stay, so_far={})
        amounts = (stay.total_fen, stay.in_policy_fen) if fits else (0, 0)
        owners = (self._code(self._people, person), self._code(self._families, family))
        income = (stay.year, -1 if stay.income_fen is None or not fits else stay.income_fen, stay.members)
        for grown, value in zip(self._numbers, (kind, *amounts, *owners, *income), strict=True):
            grown.add(value)
        if fits:
            for parts, columns in zip((stay.classes, stay.items), self._parts, strict=True):
                for name, part in parts.items():
                    columns[name][0].add(row, part.amount_fen)
                    columns[name][1].add(row, part.in_policy_fen)
        return row

    def made(self, opening: Mapping[str, Fen] | None = None) -> Columns:
        kind, total, inside, person, family, year, income, members = (grown.values[: len(grown)] for grown in self._numbers)
        classes, items = (
            {name: PartColumns(amount.dense(len(self)), inside.dense(len(self))) for name, (amount, inside) in parts.items()}
            for parts in self._parts
        )
        return Columns(
            kinds=tuple(self._kind_stays),
            kind=kind.astype(np.int32),
            total_fen=total,
            in_policy_fen=inside,
            person=person.astype(np.int32),
            family=family.astype(np.int32),
            classes=classes,
            items=items,
            whole=self._whole,
            year=year.astype(np.int32),
            income_fen=income,
            members=members.astype(np.int32),
            people=len(self._people),
            families=len(self._families),
            opening=opening or {},
        )

    @property
    def people(self) -> Mapping[str | bytes, int]:
        return self._people

    @property
    def families(self) -> Mapping[str | bytes, int]:
        return self._families

    def _code(self, codes: dict[str | bytes, int], name: str | bytes) -> int:
        return codes.setdefault(name, len(codes))

    def _fit(self, parts: Mapping[str, Part], columns: dict[str, "tuple[Sparse, Sparse]"]) -> bool:
        """Whether each part can stand in its column, and the bill names them in the order of the columns (ties go by order)."""
        last, order = -1, {name: at for at, name in enumerate(columns)}
        for name, part in parts.items():
            at = order.setdefault(name, len(order))
            if name not in columns:
                columns[name] = (Sparse(), Sparse())
            if at < last or not 0 <= part.in_policy_fen <= part.amount_fen < COLUMN_LIMIT_FEN or part.pre_pay_fen < 0:
                return False
            last = at
        return True


class Grown:
    """A column that grows."""

    __slots__ = ("_numbers", "add")

    def __init__(self) -> None:
        self._numbers = array("q")
        self.add = self._numbers.append
        """One number more; raises OverflowError for one that 64 bits do not hold."""

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def values(self) -> Fen:
        """A copy: a column that is looked at must not grow."""
        return np.frombuffer(self._numbers, np.int64).copy() if self._numbers else np.zeros(0, np.int64)


class Sparse:
    """A column of which most bills say nothing; what is said twice of one row is added."""

    __slots__ = ("_rows", "_values")

    def __init__(self) -> None:
        self._rows, self._values = Grown(), Grown()

    def add(self, row: int, value: int) -> None:
        if value:
            self._rows.add(row)
            self._values.add(value)

    def dense(self, rows: int) -> Fen:
        found = np.zeros(rows, np.int64)
        np.add.at(found, self._rows.values, self._values.values)
        return found


def columns_of(bills: Iterable[tuple[str, str, Stay]]) -> Columns:
    """Of bills in their order, each with its person and family."""
    maker = ColumnsMaker()
    for person, family, stay in bills:
        maker.add(stay, person=person, family=family)
    return maker.made()
