"""Median and 95th percentile by nearest rank, how late something is, and time as people say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import periods

MEDIAN, HIGH = 50, 95
SMALL = 20
"""Below so many the 95th percentile is simply the longest, and is called that: one in twenty is not seen in fewer."""


@dataclass(frozen=True)
class Spread:
    """Of so many times, in whole seconds: the middle one, and the one that nineteen in twenty do not exceed."""

    many: int = 0
    median_s: int | None = None
    high_s: int | None = None

    @property
    def is_small(self) -> bool:
        return 0 < self.many < SMALL

    @property
    def spoken(self) -> str:
        """`中位 3 小时，95% 在 2 天 4 小时内（共 120 件）`."""
        if self.median_s is None or self.high_s is None:
            return "—"
        high = f"最长 {spoken_time(self.high_s)}" if self.is_small else f"95% 在 {spoken_time(self.high_s)}内"
        return f"中位 {spoken_time(self.median_s)}，{high}（{'仅 ' if self.is_small else '共 '}{self.many} 件）"


def nearest_rank(values: Sequence[int], percent: int) -> int | None:
    """The smallest of the values that `percent` of them do not exceed; None of none.

    By nearest rank and not interpolated: each figure is a time that some order really took and can be looked up in the list
    behind it, and two or three orders do not make up a fourth. PostgreSQL's `percentile_disc` is the same. Of an even number the
    median is the lower of the two in the middle.
    """
    if not values:
        return None
    rank = -(-percent * len(values) // 100)
    return sorted(values)[max(rank, 1) - 1]


def spread_of(values: Sequence[int]) -> Spread:
    """Of times in whole seconds."""
    return Spread(len(values), nearest_rank(values, MEDIAN), nearest_rank(values, HIGH))


def spoken_time(seconds: int) -> str:
    """`40 分钟`, `5 小时`, `3 天 4 小时`, `12 天`: rounded down, as people count, but what took any time took a minute."""
    minutes = max(1, seconds // 60) if seconds > 0 else 0
    hours, days = minutes // 60, minutes // (24 * 60)
    if hours < 1:
        return f"{minutes} 分钟"
    if hours < 48:
        return f"{hours} 小时"
    rest = hours - days * 24
    return f"{days} 天 {rest} 小时" if rest and days < 10 else f"{days} 天"


@dataclass(frozen=True)
class Lateness:
    """How far something is past its deadline: `hours` of a deadline in hours, else `days` and, of them, working days."""

    hours: int | None = None
    days: int | None = None
    working_days: int | None = None

    @property
    def spoken(self) -> str:
        if self.hours is not None:
            return f"逾期 {spoken_time(self.hours * 3600)}" if self.hours else "逾期不到 1 小时"
        return f"逾期 {self.days} 天（{self.working_days} 个工作日）"


def lateness(due_at: datetime, at: datetime) -> Lateness | None:
    """By the deadline's own clock; None while it is not past.

    A deadline that ends with a day was given in days: the day after it is the first day late, and of these days those are
    working days on which offices are open (`shared.periods`). Any other was given in hours, which run through nights and
    holidays.
    """
    if at <= due_at:
        return None
    due_on, on = periods.day_in_china(due_at), periods.day_in_china(at)
    if due_at != periods.end_of_day(due_on):
        return Lateness(hours=int((at - due_at).total_seconds()) // 3600)
    days = (on - due_on).days
    working = sum(periods.is_working_day(due_on + timedelta(days=one)) for one in range(1, days + 1))
    return Lateness(days=days, working_days=working)
