"""What is still open of many bills while the layers take their turns: `shared.policy.left.Left`, column by column."""

from collections.abc import Callable, Mapping

import numpy as np

from shared.policy.batch.columns import Fen, PartColumns
from shared.policy.batch.split import scaled, share_of, spread
from shared.policy.clauses import Base, ShareOfIncome


class LeftColumns:
    """Of bills that share one plan. `so_far` gives a counter before these bills."""

    __slots__ = (
        "classes", "drawn", "drawn_in_stay", "floor_of", "in_policy", "inside", "item_columns", "items", "outside", "so_far",
        "total",
    )  # fmt: skip

    def __init__(
        self,
        total: Fen,
        in_policy: Fen,
        classes: Mapping[str, PartColumns],
        items: Mapping[str, PartColumns],
        so_far: Callable[[str], Fen],
        floor_of: Callable[[ShareOfIncome], Fen],
    ) -> None:
        self.floor_of = floor_of
        self.total, self.in_policy = total, in_policy
        self.inside, self.outside = in_policy, total - in_policy
        self.classes, self.item_columns, self.so_far = classes, items, so_far
        self.drawn: dict[str, Fen] = {}
        self.drawn_in_stay: dict[str, Fen] = {}
        self.items: dict[str, tuple[Fen, Fen]] | None = None

    @property
    def nothing(self) -> Fen:
        return np.zeros_like(self.total)

    def base_fen(self, base: Base, names: tuple[str, ...]) -> Fen:
        match base:
            case Base.IN_POLICY:
                return self.inside
            case Base.EVERYTHING:
                return self.inside + self.outside
            case Base.OUT_OF_POLICY:
                return self.outside
            case Base.TOTAL:
                return self.total
            case Base.IN_POLICY_TOTAL:
                return self.in_policy
            case Base.ITEMS:
                return self.items_fen(names)
            case Base.CLASSES:
                given = [self.class_fen(name) for name in names]
                rest = self.in_policy - sum(given, self.nothing)
                return sum(scaled(self.inside, [*given, rest])[:-1], self.nothing)

    def room_fen(self, base: Base, base_fen: Fen) -> Fen:
        if base is Base.TOTAL:
            return self.inside + self.outside
        if base is Base.IN_POLICY_TOTAL:
            return self.inside
        return base_fen

    def take(self, base: Base, names: tuple[str, ...], amount: Fen, weights: Mapping[str, Fen] | None) -> None:
        match base:
            case Base.IN_POLICY | Base.IN_POLICY_TOTAL | Base.CLASSES:
                self.inside = self.inside - amount
            case Base.OUT_OF_POLICY:
                self.outside = self.outside - amount
            case Base.ITEMS:
                self._take_items(names, amount, weights)
            case _:
                of_inside = share_of(amount, self.inside, self.inside + self.outside)
                self.inside = self.inside - of_inside
                self.outside = self.outside - (amount - of_inside)

    def used_fen(self, counter: str, is_counted: bool) -> Fen:
        if not is_counted:
            return self.drawn_in_stay.get(counter, self.nothing)
        so_far = self.so_far(counter)
        return so_far + self.drawn[counter] if counter in self.drawn else so_far

    def count(self, counter: str, is_counted: bool, amount: Fen) -> None:
        counters = self.drawn if is_counted else self.drawn_in_stay
        counters[counter] = counters[counter] + amount if counter in counters else amount

    def class_fen(self, name: str) -> Fen:
        """What each bill brought of a class within the policy."""
        return self.classes[name].in_policy_fen if name in self.classes else self.nothing

    def items_fen(self, names: tuple[str, ...]) -> Fen:
        found, items = self.nothing, self._items()
        for name in names:
            if name in items:
                found = found + items[name][0] + items[name][1]
        return found

    def _items(self) -> dict[str, tuple[Fen, Fen]]:
        if self.items is None:
            parts = {name: (one.in_policy_fen, one.amount_fen - one.in_policy_fen) for name, one in self.item_columns.items()}
            inside = sum((part[0] for part in parts.values()), self.nothing)
            outside = sum((part[1] for part in parts.values()), self.nothing)
            parts[""] = (self.in_policy - inside, self.total - self.in_policy - outside)
            self.items = parts
        names = list(self.items)
        inside_now = scaled(self.inside, [self.items[name][0] for name in names])
        outside_now = scaled(self.outside, [self.items[name][1] for name in names])
        self.items = dict(zip(names, zip(inside_now, outside_now, strict=True), strict=True))
        return self.items

    def _take_items(self, names: tuple[str, ...], amount: Fen, weights: Mapping[str, Fen] | None) -> None:
        items, nothing = self._items(), self.nothing
        rooms = [part for name in names for part in items.get(name, (nothing, nothing))]
        weighed = [part * weights[name] if weights else part for name in names for part in items.get(name, (nothing, nothing))]
        taken = spread(amount, weighed, rooms)
        for at, name in enumerate(names):
            inside, outside = taken[2 * at], taken[2 * at + 1]
            if name in items:
                items[name] = (items[name][0] - inside, items[name][1] - outside)
            self.inside = self.inside - inside
            self.outside = self.outside - outside
