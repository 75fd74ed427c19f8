"""A year of recorded settlements as columns: what each stay was, and who paid what of it. Joined from packed days."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import orjson

from services.medical.rules.facts import stay_of
from services.medical.rules.packed import Keys, Name, Numbers, Packed
from shared.policy.batch.columns import Codes, Columns, Fen, Marks, PartColumns, Rows
from shared.policy.clauses import CounterScope
from shared.policy.stay import Stay


@dataclass(frozen=True, slots=True)
class Paid:
    """What one layer paid of each bill, in fen, and of whom it was a right."""

    title: str
    paid_fen: Numbers
    is_entitled: Marks


@dataclass(frozen=True, slots=True)
class RecordedYear:
    """Every stay and visit that was settled in a year and not taken back, in the order in which they were settled.

    A stay that was settled in several goes is one bill: its last settlement's facts, and what all of them paid.
    """

    year: int
    columns: Columns
    ids: Keys
    """The (last) settlement of each bill."""
    policies: tuple[tuple[str, str], ...]
    """Name and version of each policy that anything was settled by."""
    policy: Codes
    """Of each bill, the number of its policy."""
    layers: Mapping[str, Paid]
    payers: Mapping[str, Numbers]
    patient_fen: Fen
    crosses_line: Marks
    so_far: Mapping[str, Numbers]
    """The counters that each bill met."""
    is_told_only: Marks
    """Settled before facts were kept: known from the explanation, which names no catalogue classes, items, diseases, traits."""
    reversed_count: int
    in_portions: int
    """Bills that were settled in several goes, or were not closed by the end of the year."""
    unreadable: tuple[str, ...]
    """Settlements that say too little to be settled again, by id."""

    def __len__(self) -> int:
        return len(self.columns)

    def id_of(self, row: int) -> UUID:
        return UUID(bytes=self.ids[row].tobytes())


def joined(year: int, days: Sequence[Packed], reversed_ids: Collection[UUID]) -> RecordedYear:
    """The year, of packed settlements in whatever order, less those that were taken back."""
    return _Join(days, reversed_ids).year(year)


def columns_of(days: Sequence[Packed]) -> Columns:
    """Bills in the order in which they were packed, whether they stand or not."""
    join = _Join(days, ())
    return join.columns(np.arange(join.total))


def opening_of(recorded: RecordedYear, scopes: Mapping[str, CounterScope]) -> dict[str, Fen]:
    """What each person (or family) had drawn before the year's first bill: of a life, or by bills that are not among these."""
    columns, found = recorded.columns, {}
    for name, scope in scopes.items():
        if name not in recorded.so_far:
            continue
        is_of_family = scope is CounterScope.FAMILY_YEAR
        owner = columns.family if is_of_family else columns.person
        values = np.zeros(columns.families if is_of_family else columns.people, np.int64)
        owners, firsts = np.unique(owner, return_index=True)
        values[owners] = recorded.so_far[name][firsts]
        found[name] = values
    return found


class _Join:
    def __init__(self, days: Sequence[Packed], reversed_ids: Collection[UUID]) -> None:
        self._days = days
        self.total, self._placed = 0, list[tuple[int, Packed]]()
        for day in days:
            self._placed.append((self.total, day))
            self.total += day.rows
        self._reversed = frozenset(reversed_ids)
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for about, name in sorted({name for day in days for name in day.numbers}):
            self._names[about].append(name)

    def year(self, year: int) -> RecordedYear:
        ids, at = self._keys("id"), self._numbers(("settled_at", ""))
        stands, in_portions = self._standing(ids, at)
        by_id = _halves(ids)
        order = np.lexsort((by_id[:, 1], by_id[:, 0], at))
        order = order[stands[order]]
        policies, policy = self._coded(
            [[(name, version) for name, version in day.told["policies"]] for day in self._days], "policy"
        )
        titles = {layer: title for day in self._days for layer, title in day.told["titles"].items()}
        unreadable = [one for day in self._days for one in day.told["unreadable"] if UUID(one) not in self._reversed]
        return RecordedYear(
            year=year,
            columns=self.columns(order),
            ids=ids[order],
            policies=tuple(policies),
            policy=policy[order],
            layers={
                name: Paid(titles[name], self._numbers(("paid", name))[order], self._numbers(("entitled", name))[order] > 0)
                for name in titles
            },
            payers={name: self._numbers(("payer", name))[order] for name in self._names["payer"]},
            patient_fen=self._fen(("patient", ""), order),
            crosses_line=self._numbers(("crossed", ""))[order] > 0,
            so_far={name: self._numbers(("so_far", name))[order] for name in self._names["so_far"]},
            is_told_only=self._numbers(("told_only", ""))[order] > 0,
            reversed_count=len(self._reversed),
            in_portions=in_portions,
            unreadable=tuple(unreadable),
        )

    def columns(self, order: Rows) -> Columns:
        kinds, kind = self._coded([day.kinds for day in self._days], "kind")
        person, people = _numbered(self._keys("person")[order])
        family, families = _numbered(self._keys("family")[order])
        return Columns(
            kinds=tuple(stay_of(orjson.loads(words)) for words in kinds),
            kind=kind[order],
            total_fen=self._fen(("total", ""), order),
            in_policy_fen=self._fen(("in_policy", ""), order),
            person=person,
            family=family,
            classes=self._parts("class", order),
            items=self._parts("item", order),
            whole=self._whole(order),
            year=self._numbers(("year", ""))[order].astype(np.int32),
            income_fen=self._fen(("income", ""), order) - 1,
            members=self._numbers(("members", ""))[order].astype(np.int32),
            people=people,
            families=families,
        )

    def _parts(self, about: str, order: Rows) -> dict[str, PartColumns]:
        return {
            name: PartColumns(self._fen((about, name), order), self._fen((f"{about}_inside", name), order))
            for name in self._names[about]
        }

    def _whole(self, order: Rows) -> dict[int, Stay]:
        whole = {start + row: stay for start, day in self._placed for row, stay in day.whole.items()}
        if not whole:
            return {}
        place = np.full(self.total, -1, np.int64)
        place[order] = np.arange(len(order))
        return {int(place[row]): stay for row, stay in whole.items() if place[row] >= 0}

    def _standing(self, ids: Keys, at: Numbers) -> tuple[Marks, int]:
        """What counts: not what was taken back, and of a stay that was settled in several goes only the last one, for that looks
        at everything again. Also how many such stays there are."""
        stands = np.ones(self.total, np.bool_)
        if self._reversed:
            first_halves = np.frombuffer(b"".join(one.bytes[:8] for one in self._reversed), ">u8")
            for row in np.flatnonzero(np.isin(_halves(ids)[:, 0], first_halves)).tolist():
                stands[row] = UUID(bytes=ids[row].tobytes()) not in self._reversed
        of_stay: defaultdict[str, list[tuple[bool, int, bytes, int]]] = defaultdict(list)
        for row, stay, is_interim in self._portions():
            if stands[row]:
                of_stay[stay].append((not is_interim, int(at[row]), ids[row].tobytes(), row))
        for portions in of_stay.values():
            for *_, row in sorted(portions)[:-1]:
                stands[row] = False
        return stands, sum(any(not is_last for is_last, *_ in portions) for portions in of_stay.values())

    def _portions(self) -> Iterator[tuple[int, str, bool]]:
        for start, day in self._placed:
            for row, stay, is_interim in day.told["portions"]:
                yield start + row, stay, is_interim

    def _coded(self, words: Sequence[Sequence[Any]], about: str) -> tuple[list[Any], Codes]:
        """The distinct words of all days, and of each bill the number of its own."""
        known: dict[Any, int] = {}
        codes = np.zeros(self.total, np.int32)
        for (start, day), own in zip(self._placed, words, strict=True):
            numbers = np.array([known.setdefault(word, len(known)) for word in own], np.int32)
            if len(own) > 1:
                column = day.numbers.get((about, ""))
                codes[start : start + day.rows] = numbers[0] if column is None else numbers[column]
            elif own:
                codes[start : start + day.rows] = numbers[0]
        return list(known), codes

    def _keys(self, name: str) -> Keys:
        return np.concatenate([np.zeros(0, "V16"), *(day.keys[name] for day in self._days)])

    def _fen(self, name: Name, order: Rows) -> Fen:
        return self._numbers(name)[order].astype(np.int64)

    def _numbers(self, name: Name) -> Numbers:
        found = [(start, day.numbers[name]) for start, day in self._placed if name in day.numbers]
        dense = np.zeros(self.total, max((numbers.dtype for _, numbers in found), default=np.dtype(np.int8)))
        for start, numbers in found:
            dense[start : start + len(numbers)] = numbers
        return dense


def _halves(keys: Keys) -> "np.typing.NDArray[np.uint64]":
    """The first and the second eight bytes of each, as numbers that sort as the bytes do."""
    return keys.view(">u8").reshape(len(keys), 2).astype(np.uint64)


def _numbered(keys: Keys) -> tuple[Codes, int]:
    """Of each row the number of its owner, by first appearance; and how many owners there are."""
    halves = _halves(keys)
    order = np.lexsort((halves[:, 1], halves[:, 0]))
    ordered = halves[order]
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    firsts = order[begins]
    rank = np.empty(len(firsts), np.int32)
    rank[np.argsort(firsts)] = np.arange(len(firsts), dtype=np.int32)
    codes = np.empty(len(keys), np.int32)
    codes[order] = rank[np.cumsum(begins) - 1]
    return codes, len(firsts)
