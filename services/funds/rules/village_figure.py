"""What of a village's payments to households everybody may see: sums over enough households, once a quarter is over.

A public entry stops at the town (`rules.disclosure`): beside a village it would tell who was helped. A sum over five households
tells nobody. It is published once, for a quarter that is over, and never again: of two states of one figure the difference may be
one household, and a year's sum less three shown quarters is the hidden fourth. So there is no sum of quarters either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.funds.rules.public_text import SMALL

DAYS_AFTER = 10
"""What comes back in the first days after a quarter is taken off; a platform's choice, as the sheet of a month is."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a village's households were paid, or a whole town's."""

    village: str
    households: int
    payments: int
    amount_fen: int


def shown(figures: Sequence[Figure]) -> list[Figure]:
    """Those villages of one town, programme and quarter that everybody may see; the others are not even named.

    The town's sum is public, entry by entry, so what is hidden together can be had by subtraction: a figure of fewer than SMALL
    households takes as many of the next smallest with it as are needed that at least two villages and twice SMALL households
    lie in what is left. Where all of them together are fewer, all are hidden.
    """
    hidden: list[Figure] = []
    for each in sorted(figures, key=lambda one: (one.households, one.village)):
        if each.households >= SMALL and (not hidden or _is_covered(hidden)):
            break
        hidden.append(each)
    return [each for each in figures if each not in hidden]


def _is_covered(figures: Sequence[Figure]) -> bool:
    return len(figures) >= 2 and sum(each.households for each in figures) >= 2 * SMALL


def quarter_of(on: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def next_quarter(quarter_on: date) -> date:
    return quarter_of(quarter_on + timedelta(days=100))


def is_to_publish(quarter_on: date, *, on: date) -> bool:
    """Whether this quarter has been over for long enough."""
    return on >= next_quarter(quarter_on) + timedelta(days=DAYS_AFTER)
