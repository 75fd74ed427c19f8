"""Small cells: a count so small that it could name somebody is not shown, nor what would give it away."""

from collections.abc import Sequence

LEAST = 5


def masked(counts: Sequence[int]) -> list[bool]:
    """Which cells of a row of counts, whose sum is known, must not be shown: the small ones, and where there is only one a
    second, for the first could be worked out from the sum."""
    hidden = [0 < count < LEAST for count in counts]
    if sum(hidden) == 1:
        others = [at for at, count in enumerate(counts) if count and not hidden[at]]
        if others:
            hidden[min(others, key=lambda at: counts[at])] = True
    return hidden
