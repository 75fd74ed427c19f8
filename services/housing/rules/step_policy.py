"""The one table of terms of housing: whose turn each step is, how long they have, and which stops put an agreed day off.

Whoever is told, the boards, the lists and a renovation's own page read it, so that a step is late on one day everywhere.
"""

import calendar
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.housing.rules.awaited_step import STEP_NAMES, Step
from services.housing.rules.renovation import Level
from services.housing.rules.works import STOP_NAMES, StopWhy
from shared.errors import Unprocessable
from shared.periods import add_days, add_working_days
from shared.policy.document import Document, Value


class NoStepRule(Unprocessable):
    """该地该日没有可适用的办理期限"""

    mend = "请由平台运维为该地补充政策文件"


class StepTerm(Value):
    """Whose turn a step is, and how long they have from the day on which it begins.

    `by` is a target that holds for everybody, alone or beside the days; `agreed` the source of days that are agreed on house by
    house, which count before the policy's.
    """

    step: Step
    level: Level
    days: Annotated[int, Field(gt=0, le=366)] | None = None
    working_days: Annotated[int, Field(gt=0, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=24)] | None = None
    by: date | None = None
    agreed: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        lengths = sum(each is not None for each in (self.days, self.working_days, self.months))
        if lengths > 1 or (lengths == 0 and self.by is None):
            raise ValueError("days（自然日）、working_days（工作日）、months（月）写且只写一个；有 by（目标日期）的可以不写")
        return self

    @property
    def spoken(self) -> str:
        """`20个工作日`, `1个月`, `10个工作日，不晚于2018-09-30`."""
        lengths = ((self.months, "个月"), (self.working_days, "个工作日"), (self.days, "天"))
        told = [f"{length}{unit}" for length, unit in lengths if length]
        return "，".join([*told, *([f"不晚于{self.by}"] if self.by else [])])


class Uncounted(Value):
    """Stops whose days put an agreed day off."""

    stops: tuple[StopWhy, ...]


class StepPolicy(Document):
    """The terms of a place between two dates, each step once."""

    steps: tuple[StepTerm, ...] = Field(min_length=1)
    uncounted: Uncounted

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(each.reference for each in [*self.steps, self.uncounted])
        self.must_know(term.agreed for term in self.steps if term.agreed)
        counted = Counter(term.step for term in self.steps)
        if twice := [STEP_NAMES[step] for step, times in counted.items() if times > 1]:
            raise ValueError(f"steps 写了两次：{'、'.join(twice)}")
        if missing := [STEP_NAMES[step] for step in Step if step not in counted]:
            raise ValueError(f"steps 中没有：{'、'.join(missing)}")
        return self

    def term(self, step: Step) -> StepTerm:
        return next(term for term in self.steps if term.step is step)

    def puts_off(self, why: StopWhy | None) -> bool:
        """Whether the days of such a stop are not counted."""
        return why in self.uncounted.stops

    @property
    def uncounted_names(self) -> list[str]:
        """How the record's lines of such stops begin."""
        return [STOP_NAMES[each] for each in self.uncounted.stops]

    def clause(self, step: Step, *, is_agreed: bool = False) -> str:
        """By what a step is due, as the lists say it."""
        term = self.term(step)
        if is_agreed and term.agreed:
            return f"约定的日期。{self.references[term.agreed].spoken}"
        return f"{term.spoken}。{self.source(term).spoken}"


@lru_cache(maxsize=65_536)
def last_day(term: StepTerm, since: date) -> date:
    """The last day on which a step that began on `since` is in time; never one before it began."""
    if term.months is not None:
        end = months_later(since, term.months)
    elif term.working_days is not None:
        end = add_working_days(since, term.working_days)
    elif term.days is not None:
        end = add_days(since, term.days)
    else:
        end = date.max
    return max(since, min(end, term.by or date.max))


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or that month's last (民法典第二百零二条)."""
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
