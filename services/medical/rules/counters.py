"""A person's counters of a year: what a settlement adds to them, and what its reversal gives back."""

from collections.abc import Mapping


def added(before: Mapping[str, int], drawn: Mapping[str, int]) -> dict[str, int]:
    """The counters with what one settlement adds to them."""
    return dict(before) | {counter: before.get(counter, 0) + amount_fen for counter, amount_fen in drawn.items()}


def restored(after: Mapping[str, int], drawn: Mapping[str, int]) -> dict[str, int]:
    """The counters without what one settlement added to them. Raises ValueError if it never added so much."""
    left = dict(after)
    for counter, amount_fen in drawn.items():
        left[counter] = left.get(counter, 0) - amount_fen
        if left[counter] < 0:
            raise ValueError(f"counter {counter} would fall below zero")
    return {counter: amount_fen for counter, amount_fen in left.items() if amount_fen}
