"""What the boards count, by what, and as of when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from services.notifier.rules.department import Department
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_rule import Addressee
from shared import periods
from shared.errors import Unprocessable

DUE_SOON_WORKING_DAYS: Final = 3
"""What is due by the end of the third working day from now is soon due: a holiday between does not hide it."""
PERIOD_DAYS: Final = 30
"""The period of whoever names none."""
LONGEST_DAYS: Final = 2 * 366
NEXT_LEVEL: Final = {0: 6, 2: 6, 4: 6, 6: 9, 9: 12, 12: 12}
"""By how many digits of its code the parts of a place are told apart, by its own number of digits."""


class By(StrEnum):
    """What the counts are broken down by."""

    DEPARTMENT = "department"
    PLACE = "place"
    KIND = "kind"
    LEVEL = "level"
    MONTH = "month"

    @property
    def label(self) -> str:
        return {
            By.DEPARTMENT: "承办单位",
            By.PLACE: "地方",
            By.KIND: "工单种类",
            By.LEVEL: "承办层级",
            By.MONTH: "派发月份",
        }[self]


class Figure(StrEnum):
    """A number of the board, with a list behind it. What is open, due, late or unchecked is as of the last instant; the others
    are what happened in the period."""

    OPEN = "open"
    DUE = "due"
    LATE = "late"
    TO_CHECK = "to-check"
    GIVEN = "given"
    REOPENED = "reopened"
    HANDED_ON = "handed-on"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    FINISHED_LATE = "finished-late"
    CHECKED = "checked"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            Figure.OPEN: "在办",
            Figure.DUE: "即将到期",
            Figure.LATE: "逾期未办结",
            Figure.TO_CHECK: "待检查",
            Figure.GIVEN: "期内派出",
            Figure.REOPENED: "期内退回重办",
            Figure.HANDED_ON: "期内转办",
            Figure.ACCEPTED: "期内接单",
            Figure.FINISHED: "期内办结",
            Figure.FINISHED_LATE: "期内逾期办结",
            Figure.CHECKED: "期内销号",
            Figure.CANCELLED: "期内撤销",
        }[self]

    @property
    def column(self) -> str:
        """As the store and the views call it."""
        return self.value.replace("-", "_")


class PeriodEndsEarly(Unprocessable):
    """统计的截止日期早于开始日期"""

    mend = "请改正起止日期"


class PeriodTooLong(Unprocessable):
    """统计的时段超过两年"""

    mend = "请分段统计"


class PeriodToCome(Unprocessable):
    """统计的开始日期在今天以后"""

    mend = "请填写今天或以前的日期"


@dataclass(frozen=True)
class Period:
    """From one day to another in China, both counted, or to now if that is earlier: what is after `since` and not after `as_of`.
    What is due by `soon` is soon due."""

    from_on: date
    to_on: date
    since: datetime
    as_of: datetime
    soon: datetime

    @property
    def spoken(self) -> str:
        return f"{self.from_on.isoformat()} 至 {self.to_on.isoformat()}"


def period_of(from_on: date | None, to_on: date | None, *, now: datetime) -> Period:
    """Without days, the last thirty. Raises PeriodEndsEarly, PeriodTooLong, PeriodToCome."""
    today = periods.day_in_china(now)
    if from_on is not None and from_on > today:
        raise PeriodToCome(pointer="/from_on", from_on=from_on.isoformat())
    to_on = min(to_on or today, today)
    from_on = from_on or to_on - timedelta(days=PERIOD_DAYS - 1)
    if to_on < from_on:
        raise PeriodEndsEarly(pointer="/to_on", from_on=from_on.isoformat(), to_on=to_on.isoformat())
    if (to_on - from_on).days > LONGEST_DAYS:
        raise PeriodTooLong(pointer="/from_on", days=LONGEST_DAYS)
    as_of = min(periods.end_of_day(to_on), now)
    soon = periods.end_of_day(periods.add_working_days(periods.day_in_china(as_of), DUE_SOON_WORKING_DAYS))
    return Period(from_on, to_on, periods.end_of_day(from_on - timedelta(days=1)), as_of, soon)


_LEVEL_NAMES = {
    Addressee.VILLAGE.value: "村（社区）",
    Addressee.TOWN.value: "镇街",
    Addressee.COUNTY.value: "县区",
    "department": "部门",
}


def group_label(by: By, key: str) -> str:
    """What a group is called; a place by its code is named by whoever knows places."""
    match by:
        case By.DEPARTMENT:
            return Department(key).label if key in set(Department) else _LEVEL_NAMES.get(key, key)
        case By.KIND:
            return OrderKind(key).label
        case By.LEVEL:
            return _LEVEL_NAMES.get(key, key)
        case _:
            return key
