"""The laws of keeping a house: what may be said of it, and when it is no more.

A house is one building (幢); it goes on when its households change, and its record is never removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from statistics import median_low

from services.housing.rules.house import HOUSE_STATE_NAMES, HouseState
from shared.errors import Conflict, NotFound, Unprocessable

EARTH_METRES = 6_371_000
FAR_METRES = 5_000
"""A house farther than this from the middle of its village's other houses was perhaps put in a wrong place. No document names a
distance: a hint, which holds nothing up (平台推定：按行政村半径放宽取 5 公里)."""
NEIGHBOURS_ENOUGH = 3
"""Of fewer houses there is no middle."""


class NoSuchHouse(NotFound):
    """没有这处住房"""

    mend = "请核对住房编号；不在本人辖区的住房同样显示为没有找到"


class HouseGone(Conflict):
    """这处住房已经拆除或并入另一处"""

    mend = "请查看住房档案；并入另一处的，请在另一处办理"


class BuiltAhead(Unprocessable):
    """建成年份不能晚于今年"""

    mend = "请核对建成年份；不清楚的不填"


class GoneOutOfTime(Unprocessable):
    """日期须在今天或以前，且不早于最后一户的迁入日期"""

    mend = "请核对日期与居住记录"


class MergedIntoItself(Unprocessable):
    """不能把住房并入自身或另一个村的住房"""

    mend = "请填写同村另一处在用住房的标识"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in CGCS2000 (a telephone's WGS84 differs by less than a metre), in millionths of a degree."""

    latitude_e6: int
    longitude_e6: int


def must_stand(state: HouseState) -> None:
    """Raises HouseGone."""
    if state is not HouseState.STANDING:
        raise HouseGone(state=HOUSE_STATE_NAMES[state])


def must_be_built(built_year: int | None, *, on: date) -> None:
    """Raises BuiltAhead."""
    if built_year is not None and built_year > on.year:
        raise BuiltAhead(pointer="/built_year", today=on.isoformat())


def metres_between(one: Place, other: Place) -> int:
    """Along the surface, to about a metre and half a percent."""
    first, second = radians(one.latitude_e6 / 10**6), radians(other.latitude_e6 / 10**6)
    across = radians((other.longitude_e6 - one.longitude_e6) / 10**6)
    half = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)))


def is_far(place: Place, neighbours: Sequence[Place]) -> bool:
    """Whether a house lies far from the middle of its village, as the village's other houses tell it."""
    if len(neighbours) < NEIGHBOURS_ENOUGH:
        return False
    middle = Place(median_low(each.latitude_e6 for each in neighbours), median_low(each.longitude_e6 for each in neighbours))
    return metres_between(place, middle) > FAR_METRES
