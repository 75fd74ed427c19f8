"""Straight-line depreciation (直线法) by the month, and what an asset is worth in the books on a day.

An asset wears from the month after it was acquired, and in the month in which it goes for the last time (企业会计准则第4号:
当月增加的当月不提, 当月减少的当月照提). What is written off by then is the exact part, cut to the fen: the last month evens out.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shared.money import down


@dataclass(frozen=True, slots=True)
class Wearing:
    """An asset as its wear is reckoned."""

    value_fen: int
    residual_fen: int
    life_months: int | None
    acquired_on: date
    disposed_on: date | None = None


@dataclass(frozen=True, slots=True)
class MonthOfWear:
    """One month: its last day, what it takes, and what is left in the books after it."""

    ends_on: date
    amount_fen: int
    book_fen: int


def depreciated_fen(asset: Wearing, on: date) -> int:
    """What is written off at the end of this day."""
    if asset.life_months is None:
        return 0
    until = min(on, month_end(asset.disposed_on)) if asset.disposed_on else on
    ended = _months(until + timedelta(days=1)) - 1 - _months(asset.acquired_on)
    months = min(max(ended, 0), asset.life_months)
    return down(Fraction((asset.value_fen - asset.residual_fen) * months, asset.life_months))


def book_value_fen(asset: Wearing, on: date) -> int:
    """What it is worth in the books at the end of this day: nothing before it was there and after it went."""
    if on < asset.acquired_on or (asset.disposed_on is not None and on >= asset.disposed_on):
        return 0
    return asset.value_fen - depreciated_fen(asset, on)


def months_to_write(asset: Wearing, *, written_to: date | None, on: date) -> list[MonthOfWear]:
    """The months that are over by this day and not written yet, each that takes something."""
    if asset.life_months is None:
        return []
    month = month_end(written_to or asset.acquired_on)
    months = []
    before = depreciated_fen(asset, month)
    while (month := month_end(month + timedelta(days=1))) <= on:
        after = depreciated_fen(asset, month)
        if after == before:
            break
        months.append(MonthOfWear(month, after - before, asset.value_fen - after))
        before = after
    return months


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    index = _months(day) + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
