"""How fast help comes: from detection to the first act, to money, to the close. Medians and 95th percentiles are of cases that
got there; a few cases make no figure in public."""

from dataclasses import dataclass
from datetime import date

from shared.errors import Unprocessable

SMALL = 5
"""Public figures of fewer households are hidden: in a village they are as good as names."""
LONGEST_DAYS = 366 * 5


class PeriodBackwards(Unprocessable):
    """截止日期早于起始日期"""

    mend = "请对调起止日期"


class PeriodTooWide(Unprocessable):
    """统计的时段超过五年"""

    mend = "请分段统计"


@dataclass(frozen=True)
class Span:
    """Of so many cases, in milliseconds; None where no case got there."""

    cases: int
    median_ms: int | None
    p95_ms: int | None


@dataclass(frozen=True)
class Times:
    """One line: a dimension (`all`, `kind`, `place`, `month`), its value, and how fast help came there."""

    by: str
    key: str
    cases: int
    first: Span
    money: Span
    close: Span


def check_period(since: date, until: date) -> None:
    """Raises PeriodBackwards or PeriodTooWide. Both days are counted."""
    if until < since:
        raise PeriodBackwards(pointer="/until")
    if (until - since).days > LONGEST_DAYS:
        raise PeriodTooWide(pointer="/since", limit_days=LONGEST_DAYS)
