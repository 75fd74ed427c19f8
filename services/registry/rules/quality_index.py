"""Which rules may find something in a person or a household: nine in ten are ruled out by what a single field says.

What a value leaves possible is reckoned once and remembered: one bit for each way in which a rule can hold. Of a person there is
then one look-up and one `and` for each field, and the few rules that are left are asked in full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from services.registry.rules.quality_condition import Condition, Lists
from services.registry.rules.quality_field import SECRET_FIELDS, Values, Whole

Fits = Callable[[str | int | None], bool]

WAYS = 64
"""Of one rule. One that has more is asked of everybody."""
VALUES = 5_000
"""Of one field that are remembered; most fields have a dozen."""


@dataclass(frozen=True)
class Need:
    """What a field must say if a rule is to hold; without `fits` it must say something."""

    field: str
    fits: Fits | None = None


Way = tuple[Need, ...]
"""What is asked of single fields if a rule is to hold this way; whatever else it asks is not said here."""


class Index:
    """Rules, each given as the ways in which it can hold, in the order in which they are to be asked."""

    def __init__(self, rules: Sequence[Sequence[Way]]) -> None:
        self._rule_of: list[int] = []
        of_value: dict[str, list[tuple[int, Fits]]] = {}
        filled: dict[str, int] = {}
        for at, its_ways in enumerate(rules):
            for way in its_ways:
                bit = 1 << len(self._rule_of)
                self._rule_of.append(at)
                for need in way:
                    if need.fits:
                        of_value.setdefault(need.field, []).append((bit, need.fits))
                    else:
                        filled[need.field] = filled.get(need.field, 0) | bit
        self._all = (1 << len(self._rule_of)) - 1
        self._left_by = [(field, _LeftBy(asked, self._all)) for field, asked in of_value.items()]
        self._left_by_blank = [(field, self._all & ~bits) for field, bits in filled.items()]
        self._rules_of = lru_cache(maxsize=VALUES)(self._found_of)

    def that_may_fit(self, subject: Values) -> Sequence[int]:
        """The places of the rules that no field of the subject rules out."""
        left = self._all
        for field, left_by in self._left_by:
            left &= left_by[subject.get(field)]
        for field, left_by_blank in self._left_by_blank:
            if subject.get(field, "") == "":
                left &= left_by_blank
        return self._rules_of(left)

    def _found_of(self, bits: int) -> tuple[int, ...]:
        return tuple(dict.fromkeys(rule for at, rule in enumerate(self._rule_of) if bits >> at & 1))


class _LeftBy(dict[str | int | None, int]):
    """For a value of a field: every bit but those of the ways that it rules out, reckoned when it is first asked for."""

    def __init__(self, asked: Sequence[tuple[int, Fits]], every: int) -> None:
        self._asked = asked
        self._every = every

    def __missing__(self, value: str | int | None) -> int:
        left = self._every
        for bit, fits in self._asked:
            if not fits(value):
                left &= ~bit
        if len(self) >= VALUES:
            self.clear()
        self[value] = left
        return left


def ways(conditions: Sequence[Condition], lists: Lists) -> list[Way]:
    """The ways in which all of these can hold. Raises ValueError for a list that is not there."""
    told: list[Way] = [()]
    for condition in conditions:
        told = [(*way, *more) for way in told for more in _ways_of(condition, lists)]
        if len(told) > WAYS:
            return [()]
    return told


def _ways_of(condition: Condition, lists: Lists) -> list[Way]:
    field = condition.field
    if condition.any_of:
        return list(chain.from_iterable(ways(way, lists) for way in condition.any_of))
    if field is None:
        return [()]
    if condition.asks_one_field and field not in SECRET_FIELDS:
        return [(Need(field, _fits(field, condition, lists)),)]
    # What is secret is not remembered: it is only looked at whether it is there.
    return [()] if condition.is_filled is False else [(Need(field),)]


def _fits(field: str, condition: Condition, lists: Lists) -> Fits:
    judge = condition.judge(lists)
    return lambda value: judge({} if value is None else {field: value}, _NOBODY)


_NOBODY = Whole({}, [])
