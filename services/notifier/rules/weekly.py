"""Which week a weekly report is about and when it is due, what it puts side by side, and how its course is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from shared import periods
from shared.errors import NotFound
from shared.periods import CHINA

READY_AT: Final = time(8, tzinfo=CHINA)
"""On the first working day after the week, before offices begin."""
COURSE_WEEKS: Final = 8
COURSE_FROM: Final = 3
"""Fewer points are no course."""


class NoSuchWeeklyReport(NotFound):
    """没有这份督办周报"""


@dataclass(frozen=True)
class Headline:
    """The numbers at the head of a report, as they were told; times in whole seconds, none where nothing was finished."""

    open: int
    due: int
    late: int
    to_check: int
    given: int
    finished: int
    finished_late: int
    accept_median_s: int | None
    finish_median_s: int | None

    def as_figures(self) -> dict[str, Any]:
        """As a report keeps them."""
        return dict(vars(self))


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def ends_on(begins_on: date) -> date:
    """The Sunday of a week that begins on this Monday."""
    return begins_on + timedelta(days=6)


def due_at(begins_on: date) -> datetime:
    """Eight in the morning of the first working day after the week: after a holiday that is not a Monday."""
    day = begins_on + timedelta(days=7)
    while not periods.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, READY_AT)


def weeks_due(now: datetime) -> list[date]:
    """The Mondays of the weeks whose report is to be there by now, the earlier first: the last one, and before it such weeks as a
    whole week of holidays kept waiting. A report that was missed for a week is not made up, for nobody would act on it."""
    this = monday_of(periods.day_in_china(now))
    weeks = [this - timedelta(days=7 * back) for back in (3, 2, 1)]
    return [week for week in weeks if due_at(week) <= now and periods.day_in_china(due_at(week)) >= this]


def change(now: int, before: int) -> str:
    """`+3`, `-2`, `持平`."""
    return "持平" if now == before else f"{now - before:+,}"


@dataclass(frozen=True)
class Bar:
    """A week of the course: its Monday as people say it, and the height of each column in per cent of the highest."""

    label: str
    finished: int
    late: int
    finished_height: int
    late_height: int


def course(weeks: Sequence[tuple[date, int, int]]) -> list[Bar]:
    """Of (Monday, finished, late), the earliest first; none of fewer than three weeks."""
    if len(weeks) < COURSE_FROM:
        return []
    highest = max(max(finished, late) for _, finished, late in weeks) or 1
    return [
        Bar(f"{week.month}月{week.day}日", finished, late, 100 * finished // highest, 100 * late // highest)
        for week, finished, late in weeks
    ]
