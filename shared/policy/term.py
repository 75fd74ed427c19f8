"""Terms of notices and procedures: how many days of which kind, by the national calendar and a place's own days off.

The day on which a term begins is not counted (民法典 第二百零一条; `shared.periods`). Days on which a notice was held are not
counted either: the village has to have been able to read it, undisputed, for the whole term.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.periods import is_working_day
from shared.policy.document import Value
from shared.policy.written import Text

_LONGEST_DAYS = 3660
"""Ten years of waiting is a slip of the pen, or a notice that nobody ever resumed."""


class DayOff(Value):
    """本地另定的放假或上班"""

    start: date = Field(alias="from", title="起")
    end: date = Field(alias="to", title="止", description="含当日")
    title: Text = Field(title="名称", examples=["壮族三月三"])

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise ValueError("止日不得早于起日")
        return self

    def covers(self, on: date) -> bool:
        return self.start <= on <= self.end


class Term(Value):
    """期限：自然日或工作日，二者写一"""

    days: Annotated[int, Field(gt=0, le=365)] | None = Field(default=None, title="自然日")
    working_days: Annotated[int, Field(gt=0, le=365)] | None = Field(default=None, title="工作日")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.days is None) == (self.working_days is None):
            raise ValueError("days（自然日）与 working_days（工作日）写且只写一个")
        return self

    @property
    def length(self) -> int:
        return self.days or self.working_days or 0

    @property
    def spoken(self) -> str:
        """`7天`, `5个工作日`."""
        return f"{self.days}天" if self.days else f"{self.working_days}个工作日"


@dataclass(frozen=True)
class Calendar:
    """The State Council's calendar with what a place adds: days off of its own, and days on which it works all the same."""

    closed: Sequence[DayOff] = ()
    open: Sequence[DayOff] = ()

    def is_working_day(self, on: date) -> bool:
        if any(day.covers(on) for day in self.open):
            return True
        return is_working_day(on) and not any(day.covers(on) for day in self.closed)


@dataclass(frozen=True)
class Hold:
    """Days on which a notice did not run, both counted; without an end it still does not run."""

    start: date
    end: date


def last_day(begun_on: date, term: Term, calendar: Calendar, holds: Sequence[Hold] = ()) -> date:
    """The last day of a term that begins on `begun_on`: that day, holidays (of working days) and held days are not counted.

    Raises ValueError when the holds leave no day to count in ten years.
    """
    counted, on = 0, begun_on
    while counted < term.length:
        on += timedelta(days=1)
        if (on - begun_on).days > _LONGEST_DAYS:
            raise ValueError("a term does not end within ten years")
        is_counted = term.days is not None or calendar.is_working_day(on)
        if is_counted and not any(hold.start <= on <= hold.end for hold in holds):
            counted += 1
    return on


def until(begun_on: date, term: Term, calendar: Calendar, holds: Sequence[Hold], *, restarts: bool) -> date:
    """The last day of a notice after its holds. `restarts`: in this place the whole term runs anew after each hold."""
    if restarts and holds:
        return last_day(max(hold.end for hold in holds), term, calendar)
    return last_day(begun_on, term, calendar, holds)
