"""What is still open of a bill while the layers take their turns. Money is fen.

A payment is taken off the part that its layer looks at; one that looks at everything comes off the in-policy and the
out-of-policy part in proportion. Items and classes are parts of these: what earlier layers paid of the whole, they paid of
each part alike.
"""

from collections.abc import Mapping, Sequence

from shared.money import split
from shared.policy.clauses import Base, Part, Stay


class Left:
    """What nobody has paid yet, and the counters."""

    __slots__ = ("drawn", "drawn_in_stay", "in_policy_fen", "items", "out_of_policy_fen", "so_far", "stay")

    def __init__(self, stay: Stay, in_policy_fen: int, out_of_policy_fen: int) -> None:
        self.stay = stay
        self.in_policy_fen = in_policy_fen
        self.out_of_policy_fen = out_of_policy_fen
        self.so_far: Mapping[str, int] = stay.so_far
        self.drawn: dict[str, int] = {}
        """What this bill has added to the counters."""
        self.drawn_in_stay: dict[str, int] = {}
        self.items: dict[str, tuple[int, int]] | None = None
        """What is left of each item within the policy and beyond it, and of everything else under "": kept from the first
        layer on that looks at items."""

    def base_fen(self, base: Base, names: tuple[str, ...]) -> int:
        """What a layer looks at."""
        match base:
            case Base.IN_POLICY:
                return self.in_policy_fen
            case Base.EVERYTHING:
                return self.in_policy_fen + self.out_of_policy_fen
            case Base.OUT_OF_POLICY:
                return self.out_of_policy_fen
            case Base.TOTAL:
                return self.stay.total_fen
            case Base.IN_POLICY_TOTAL:
                return self.stay.in_policy_fen
            case Base.ITEMS:
                return sum(sum(self.item_fen(name)) for name in names)
            case Base.CLASSES:
                parts = self.by_class(names)
                return sum(parts)

    def room_fen(self, base: Base, base_fen: int) -> int:
        """The most that a layer with this base can take."""
        if base is Base.TOTAL:
            return self.in_policy_fen + self.out_of_policy_fen
        if base is Base.IN_POLICY_TOTAL:
            return self.in_policy_fen
        return base_fen

    def take(self, base: Base, names: tuple[str, ...], amount_fen: int, weights: Mapping[str, int] | None = None) -> None:
        """Take a payment off what is left; it is never more than the room.

        `weights` says how much of each fen of an item a layer pays that tells items apart; without it all are paid alike.
        """
        if not amount_fen:
            return
        match base:
            case Base.IN_POLICY | Base.IN_POLICY_TOTAL | Base.CLASSES:
                self.in_policy_fen -= amount_fen
            case Base.OUT_OF_POLICY:
                self.out_of_policy_fen -= amount_fen
            case Base.ITEMS:
                self._take_items(names, amount_fen, weights)
            case _:
                of_in_policy = _share_of(amount_fen, self.in_policy_fen, self.in_policy_fen + self.out_of_policy_fen)
                self.in_policy_fen -= of_in_policy
                self.out_of_policy_fen -= amount_fen - of_in_policy

    def used_fen(self, counter: str, is_counted: bool) -> int:
        if not is_counted:
            return self.drawn_in_stay.get(counter, 0)
        return self.so_far.get(counter, 0) + self.drawn.get(counter, 0)

    def count(self, counter: str, is_counted: bool, amount_fen: int) -> None:
        if amount_fen:
            counters = self.drawn if is_counted else self.drawn_in_stay
            counters[counter] = counters.get(counter, 0) + amount_fen

    def by_class(self, classes: tuple[str, ...]) -> list[int]:
        """What is left, within the policy, of each of these catalogue classes."""
        given = [_in_policy(self.stay.classes, class_) for class_ in classes]
        rest = self.stay.in_policy_fen - sum(given)
        return scaled(self.in_policy_fen, [*given, rest])[:-1]

    def item_fen(self, name: str) -> tuple[int, int]:
        """What is left of an item within the policy and beyond it."""
        return self._items().get(name, (0, 0))

    def _items(self) -> dict[str, tuple[int, int]]:
        """Every item brought up to date: what was paid since of the whole is spread over all of them, and the rest, alike."""
        if self.items is None:
            parts = {name: (part.in_policy_fen, part.amount_fen - part.in_policy_fen) for name, part in self.stay.items.items()}
            inside = sum(part[0] for part in parts.values())
            outside = sum(part[1] for part in parts.values())
            parts[""] = (self.stay.in_policy_fen - inside, self.stay.total_fen - self.stay.in_policy_fen - outside)
            self.items = parts
        names = list(self.items)
        inside_now = scaled(self.in_policy_fen, [self.items[name][0] for name in names])
        outside_now = scaled(self.out_of_policy_fen, [self.items[name][1] for name in names])
        self.items = dict(zip(names, zip(inside_now, outside_now, strict=True), strict=True))
        return self.items

    def _take_items(self, names: tuple[str, ...], amount_fen: int, weights: Mapping[str, int] | None) -> None:
        items = self._items()
        rooms = [part for name in names for part in items.get(name, (0, 0))]
        weighed = [part * (weights[name] if weights else 1) for name in names for part in items.get(name, (0, 0))]
        taken = spread(amount_fen, weighed, rooms)
        for at, name in enumerate(names):
            inside, outside = taken[2 * at], taken[2 * at + 1]
            if name in items:
                items[name] = (items[name][0] - inside, items[name][1] - outside)
            self.in_policy_fen -= inside
            self.out_of_policy_fen -= outside


def spread(amount_fen: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """A payment by weight over parts none of which can take more than its room; what one cannot take, the others do."""
    taken = split(amount_fen, weights) if sum(weights) else [0] * len(rooms)
    taken = [min(part, room) for part, room in zip(taken, rooms, strict=True)]
    rest_fen = amount_fen - sum(taken)
    for at, room in enumerate(rooms):
        more_fen = min(rest_fen, room - taken[at])
        taken[at] += more_fen
        rest_fen -= more_fen
    return taken


def scaled(total_fen: int, parts: Sequence[int]) -> list[int]:
    """The parts of a sum after something was paid of the whole: each shrinks alike, and they add up again."""
    whole = sum(parts)
    return list(parts) if whole == total_fen else split(total_fen, parts)


def _in_policy(parts: Mapping[str, Part], name: str) -> int:
    part = parts.get(name)
    return part.in_policy_fen if part else 0


def _share_of(amount_fen: int, part_fen: int, whole_fen: int) -> int:
    """One of two parts of a payment, by largest remainder, the first on a tie (as `shared.money.split`)."""
    share_fen, remainder = divmod(amount_fen * part_fen, whole_fen)
    return share_fen + 1 if remainder and 2 * remainder >= whole_fen else share_fen
