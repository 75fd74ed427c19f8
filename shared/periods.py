"""Deadlines: how a number of hours, days or working days becomes a moment.

The reckoning of the Civil Code (民法典 第二百条 to 第二百零三条): the day on which a period begins is not counted, a period in
days ends at midnight of its last day, and a period in hours runs at once, day and night. A deadline in days is therefore the
last instant of that day in China, so that what people read ("6月8日") is the day that still counts.

The State Council publishes holidays and working weekends one year at a time, each November. For a year that is not published
yet (or lies before 2004) Monday to Friday stand in: such a deadline may move by the days of a holiday once the year is known,
and `is_published` tells whether it may. This module is pure: it never asks what time it is.
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

import chinese_calendar

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one time zone and no summer time since 1992: a fixed offset needs no zone database on the machine."""

_LONGEST_PERIOD_DAYS = 3660
"""Ten years. A longer period is a slip of the pen in a policy file, not a deadline."""


def is_published(year: int) -> bool:
    """Whether the holidays of this year are known here, so that its working days are final."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_working_day(on: date) -> bool:
    """Whether offices are open, by the published calendar; Monday to Friday in a year that is not published."""
    if is_published(on.year):
        return bool(chinese_calendar.is_workday(on))
    return on.weekday() < 5


def add_days(on: date, days: int) -> date:
    """The last day of a period of calendar days that begins on `on`. Raises ValueError outside 0 to ten years."""
    _check_length(days)
    return on + timedelta(days=days)


def add_working_days(on: date, days: int) -> date:
    """The last day of a period of working days that begins on `on`; `on` itself is not counted and may be a holiday.

    Zero days is `on`. Working days of an unpublished year are Monday to Friday (see the module). Raises ValueError outside 0 to
    ten years.
    """
    _check_length(days)
    last = on
    for _ in range(days):
        last += timedelta(days=1)
        while not is_working_day(last):
            last += timedelta(days=1)
    return last


def day_in_china(instant: datetime) -> date:
    """The day that this instant falls on in China. Raises ValueError for an instant without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return instant.astimezone(CHINA).date()


def end_of_day(on: date) -> datetime:
    """The last instant of a day in China: whoever is done by then is in time."""
    return datetime.combine(on, time.max, CHINA)


def due_in_hours(since: datetime, hours: int) -> datetime:
    """`hours` after this instant, on a Chinese wall clock, through nights and holidays."""
    _check_length(hours // 24)
    return since.astimezone(CHINA) + timedelta(hours=hours)


def due_in_days(since: datetime, days: int) -> datetime:
    """The end of the last of `days` calendar days after the day of this instant."""
    return end_of_day(add_days(day_in_china(since), days))


def due_in_working_days(since: datetime, days: int) -> datetime:
    """The end of the last of `days` working days after the day of this instant."""
    return end_of_day(add_working_days(day_in_china(since), days))


def _check_length(days: int) -> None:
    if not 0 <= days <= _LONGEST_PERIOD_DAYS:
        raise ValueError(f"a period is between 0 and {_LONGEST_PERIOD_DAYS} days, not {days}")
