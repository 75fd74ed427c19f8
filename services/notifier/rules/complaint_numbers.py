"""Numbers of complaints as the public reads them: small ones are hidden, and so is what would give them away. Pure."""

from collections.abc import Mapping
from datetime import date
from statistics import median

from shared.errors import Unprocessable

COUNTY_DIGITS = 6


class CountedByCounty(Unprocessable):
    """监督举报统计只按县区公布"""

    mend = "请用六位县区代码查询；县区的数减去各镇街的数，就能推算出不公布的数"


def must_be_county(region: str) -> None:
    """What is hidden in a part could be had from the whole and the other parts. Raises CountedByCounty."""
    if len(region) != COUNTY_DIGITS:
        raise CountedByCounty(pointer="/region", region=region)


def hidden(cells: Mapping[str, int], least: int) -> tuple[dict[str, int | None], int | None]:
    """The cells of one column and their sum. Zero says nothing of anybody and is shown; one to `least` - 1 are hidden.

    A single hidden cell could be had by subtraction, and so could several whose sum leaves one way: as many as there are cells,
    each is one; as much as they can be, each is `least` - 1. The smallest of the others is hidden with them then; where there is
    no other, the sum is.
    """
    shown: dict[str, int | None] = {name: None if 0 < count < least else count for name, count in cells.items()}
    covered = [name for name, count in shown.items() if count is None]
    if covered and (len(covered) == 1 or sum(cells[name] for name in covered) in {len(covered), len(covered) * (least - 1)}):
        others = [(count, name) for name, count in cells.items() if count and name not in covered]
        if others:
            shown[min(others)[1]] = None
        else:
            return shown, None
    total = sum(cells.values())
    return shown, None if 0 < total < least else total


def median_days(spans: list[tuple[date, date]], least: int) -> int | None:
    """Whole days from the first to the second of each; None of fewer than `least`."""
    return round(median((done - begun).days for begun, done in spans)) if len(spans) >= max(least, 1) else None
