"""Recorded bills packed: numbers column by column in as few bytes as they need, words once for all bills that share them."""

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from services.medical.rules.facts import facts_of, stay_of
from shared.policy.batch.columns import COLUMN_LIMIT_FEN
from shared.policy.stay import Part, Stay

Numbers = NDArray[np.signedinteger[Any]]
"""Of one, two, four or eight bytes: to be widened before anything is reckoned with it."""
Keys = NDArray[np.void]
"""Sixteen bytes each."""
Name = tuple[str, str]
"""What a column is about, and which one: `("paid", "basic")`."""

KEY = np.dtype("V16")
KEYS = ("id", "person", "family")
_LENGTHS = struct.Struct("<II")
_FASTEST = 1


@dataclass(slots=True)
class Packed:
    """Some bills, in no order. Of a column that is not there every bill says nothing."""

    rows: int = 0
    numbers: dict[Name, Numbers] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)
    """Whose a bill is, as `key_of` says it, and the settlement's own id."""
    kinds: list[str] = field(default_factory=list)
    """The distinct combinations of who is ill and where they lie, each as the text of a stay's facts without amounts."""
    whole: dict[int, Stay] = field(default_factory=dict)
    """Bills that columns cannot say: with something paid elsewhere, with parts out of order or negative, or too large."""
    told: dict[str, Any] = field(default_factory=dict)
    """What is beside the numbers, as JSON values."""

    def as_bytes(self) -> bytes:
        """The same bytes for the same bills."""
        columns = [[*name, numbers.dtype.str] for name, numbers in self.numbers.items()]
        whole = {str(row): facts_of(stay) for row, stay in self.whole.items()}
        words = orjson.dumps({"rows": self.rows, "columns": columns, "kinds": self.kinds, "whole": whole, "told": self.told})
        body = [*(self.keys[name].tobytes() for name in KEYS), *(numbers.tobytes() for numbers in self.numbers.values())]
        plain = b"".join([words, *body])
        return _LENGTHS.pack(len(plain), len(words)) + zlib.compress(plain, _FASTEST)


def unpacked(kept: bytes) -> Packed:
    """What `as_bytes` wrote. Raises zlib.error or ValueError for anything else."""
    length, words_length = _LENGTHS.unpack_from(kept)
    plain = zlib.decompress(memoryview(kept)[_LENGTHS.size :], bufsize=length)
    words = orjson.loads(memoryview(plain)[:words_length])
    rows, at = words["rows"], words_length
    found = Packed(rows, kinds=words["kinds"], told=words["told"])
    found.whole = {int(row): stay_of(facts) for row, facts in words["whole"].items()}
    for key in KEYS:
        found.keys[key] = np.frombuffer(plain, KEY, rows, at)
        at += rows * KEY.itemsize
    for about, name, kind in words["columns"]:
        found.numbers[about, name] = numbers = np.frombuffer(plain, kind, rows, at)
        at += numbers.nbytes
    return found


def key_of(name: str) -> bytes:
    """Sixteen bytes for a person or a family, whatever they are called: among a thousand million no two are likely the same."""
    return blake2b(name.encode(), digest_size=KEY.itemsize).digest()


class Packer:
    """Takes bills one by one."""

    def __init__(self) -> None:
        self._rows = 0
        self._kinds: dict[tuple[object, ...], int] = {}
        self._kind_words: list[str] = []
        self._said: defaultdict[Name, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        self._keys: dict[str, list[bytes]] = {name: [] for name in KEYS}
        self._whole: dict[int, Stay] = {}

    def __len__(self) -> int:
        return self._rows

    def add(self, stay: Stay, *, id: bytes, person: str, family: str) -> int:
        """The number of the row, of which more can then be said. The stay's `so_far` is said, not kept with it."""
        row = self._rows
        self._rows += 1
        for name, key in zip(KEYS, (id, key_of(person), key_of(family)), strict=True):
            self._keys[name].append(key)
        self.say(row, "kind", "", self._kind(stay))
        for counter, counted in stay.so_far.items():
            self.say(row, "so_far", counter, counted)
        self.say(row, "year", "", stay.year)
        self.say(row, "members", "", stay.members)
        if not _fits(stay):
            self._whole[row] = replace(stay, so_far={})
            return row
        self.say(row, "total", "", stay.total_fen)
        self.say(row, "in_policy", "", stay.in_policy_fen)
        if stay.income_fen is not None:  # one more than it is, so that an income of nothing is not one that nobody said
            self.say(row, "income", "", stay.income_fen + 1)
        for about, parts in (("class", stay.classes), ("item", stay.items)):
            for name, part in parts.items():
                self.say(row, about, name, part.amount_fen)
                self.say(row, f"{about}_inside", name, part.in_policy_fen)
        return row

    def say(self, row: int, about: str, name: str, number: int) -> None:
        """A number of a bill; what is said twice is added."""
        if number:
            rows, numbers = self._said[about, name]
            rows.append(row)
            numbers.append(number)

    def packed(self, told: Mapping[str, Any] | None = None) -> Packed:
        """Raises OverflowError for a number that 64 bits do not hold."""
        return Packed(
            self._rows,
            {name: _least(self._rows, *said) for name, said in sorted(self._said.items())},
            {name: np.frombuffer(b"".join(keys), KEY) for name, keys in self._keys.items()},
            self._kind_words,
            self._whole,
            dict(told or {}),
        )

    def _kind(self, stay: Stay) -> int:
        key = (stay.region, stay.level, stay.persons, stay.scheme, stay.visit, stay.place, stay.diseases, stay.traits)
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = len(self._kind_words)
            bare = replace(
                stay, total_fen=0, in_policy_fen=0, so_far={}, given={}, classes={}, items={}, year=0, income_fen=None, members=0
            )
            self._kind_words.append(orjson.dumps(facts_of(bare)).decode())
        return kind


def _least(rows: int, at: Iterable[int], numbers: Iterable[int]) -> Numbers:
    dense = np.zeros(rows, np.int64)
    np.add.at(dense, np.array(at, np.int64), np.array(numbers, np.int64))
    lowest, highest = int(dense.min(initial=0)), int(dense.max(initial=0))
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= lowest and highest <= np.iinfo(kind).max:
            return dense.astype(kind)
    return dense


def _fits(stay: Stay) -> bool:
    if stay.given or not 0 <= stay.in_policy_fen <= stay.total_fen < COLUMN_LIMIT_FEN:
        return False
    if stay.income_fen is not None and not 0 <= stay.income_fen < COLUMN_LIMIT_FEN:
        return False
    # A class without amount cannot be told from one that the bill does not name, and some rules ask which it is.
    is_told = all(part.amount_fen for part in stay.classes.values()) or (not stay.items and _any(stay.classes))
    return is_told and _fit(stay.classes) and _fit(stay.items)


def _any(parts: Mapping[str, Part]) -> bool:
    return any(part.amount_fen for part in parts.values())


def _fit(parts: Mapping[str, Part]) -> bool:
    """Whether each part can stand in its column, and the bill names them in the order of the columns (ties go by order)."""
    return list(parts) == sorted(parts) and all(
        0 <= part.in_policy_fen <= part.amount_fen < COLUMN_LIMIT_FEN and part.pre_pay_fen >= 0 for part in parts.values()
    )
