"""What a photovoltaic plant's electricity brings: each kWh at its price and its subsidy, in ten-thousandths of a yuan."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.errors import Conflict, Unprocessable
from shared.money import half_up

PER_YUAN = 10_000
SUN_HOURS_LIMIT = 24 * 31
"""No plant makes more in a month than at full power day and night."""


class NotAPlant(Unprocessable):
    """这项资产不是登记了装机容量的光伏电站"""


class MonthNotOver(Unprocessable):
    """当月还没有结束，不能登记发电量"""


class MoreThanThePlantCan(Unprocessable):
    """发电量超过电站满负荷一个月的电量"""

    mend = "请核对电量的单位（千瓦时）和电站的装机容量"


class BringsNothing(Unprocessable):
    """电价与补贴不能同时为零"""


class MonthWritten(Conflict):
    """该月发电量已经登记"""


@dataclass(frozen=True, slots=True)
class Sold:
    sold_fen: int
    subsidised_fen: int


def sold(kwh: int, price: int, subsidy: int, *, power_kw: int | None, month_ended_on: date, on: date) -> Sold:
    """Raises NotAPlant, MonthNotOver, MoreThanThePlantCan, BringsNothing."""
    if power_kw is None:
        raise NotAPlant
    if month_ended_on >= on:
        raise MonthNotOver(pointer="/month")
    if kwh > power_kw * SUN_HOURS_LIMIT:
        raise MoreThanThePlantCan(pointer="/kwh", limit_kwh=power_kw * SUN_HOURS_LIMIT)
    told = Sold(half_up(Fraction(kwh * price * 100, PER_YUAN)), half_up(Fraction(kwh * subsidy * 100, PER_YUAN)))
    if told.sold_fen + told.subsidised_fen == 0:
        raise BringsNothing(pointer="/price")
    return told
