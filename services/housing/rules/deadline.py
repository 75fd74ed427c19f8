"""By when each step of a renovation is due, as a place's policy file says it, whose step it is, and how late it is.

Days on which the works stood still for winter or flood are not counted (the policy says which stops); everything else is.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.housing.rules.works import STOP_NAMES, StopWhy
from shared.errors import Unprocessable
from shared.periods import add_days, add_working_days
from shared.policy.document import Document, Value


class Step(StrEnum):
    """What a renovation waits for."""

    APPLY = "apply"
    REVIEW_VILLAGE = "review-village"
    REVIEW_TOWN = "review-town"
    REVIEW_COUNTY = "review-county"
    NOTICE = "notice"
    SIGN = "sign"
    START = "start"
    FINISH = "finish"
    MOVE_IN = "move-in"
    CURE = "cure"
    ACCEPT = "accept"
    PAY = "pay"
    CLOSE = "close"
    VISIT = "visit"


STEP_NAMES = {
    Step.APPLY: "列入台账后申请改造",
    Step.REVIEW_VILLAGE: "村级评议",
    Step.REVIEW_TOWN: "镇街审核",
    Step.REVIEW_COUNTY: "县区审批",
    Step.NOTICE: "公示办结",
    Step.SIGN: "签订协议",
    Step.START: "开工",
    Step.FINISH: "完工",
    Step.MOVE_IN: "入住",
    Step.CURE: "整改问题",
    Step.ACCEPT: "竣工验收",
    Step.PAY: "补助到户",
    Step.CLOSE: "归档",
    Step.VISIT: "回访",
}


class Owner(StrEnum):
    """Who has to take a step."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    BUILDER = "builder"
    FUNDS = "funds"


OWNER_NAMES = {
    Owner.VILLAGE: "村（社区）",
    Owner.TOWN: "镇街",
    Owner.COUNTY: "县区住建",
    Owner.BUILDER: "施工方",
    Owner.FUNDS: "县区资金",
}
OWNERS = {
    Step.APPLY: Owner.VILLAGE,
    Step.REVIEW_VILLAGE: Owner.VILLAGE,
    Step.REVIEW_TOWN: Owner.TOWN,
    Step.REVIEW_COUNTY: Owner.COUNTY,
    Step.NOTICE: Owner.FUNDS,
    Step.SIGN: Owner.TOWN,
    Step.START: Owner.BUILDER,
    Step.FINISH: Owner.BUILDER,
    Step.MOVE_IN: Owner.TOWN,
    Step.CURE: Owner.BUILDER,
    Step.ACCEPT: Owner.COUNTY,
    Step.PAY: Owner.FUNDS,
    Step.CLOSE: Owner.TOWN,
    Step.VISIT: Owner.VILLAGE,
}
"""Notices are kept by the disclosure of funds, whose officers end them."""


class NoDeadlineRule(Unprocessable):
    """该地该日没有可适用的办理期限规定"""

    mend = "请由平台运维为该地补充政策文件"


class Deadline(Value):
    """Within how long a step is taken, once its turn has come: days, working days or months, written once."""

    step: Step
    days: Annotated[int, Field(ge=0, le=366)] | None = None
    working_days: Annotated[int, Field(ge=0, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=24)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(each is not None for each in (self.days, self.working_days, self.months)) != 1:
            raise ValueError("days（自然日）、working_days（工作日）、months（月）写且只写一个")
        return self

    @property
    def spoken(self) -> str:
        """`20个工作日`, `一个月`; empty where the day itself is agreed."""
        if self.months:
            return f"{self.months}个月"
        if self.working_days:
            return f"{self.working_days}个工作日"
        return f"{self.days}天" if self.days else ""


class Uncounted(Value):
    """Stops whose days put an agreed day off."""

    stops: tuple[StopWhy, ...]


class DeadlinePolicy(Document):
    """One place's deadlines between two dates."""

    deadlines: tuple[Deadline, ...]
    uncounted: Uncounted

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(value.reference for value in [*self.deadlines, self.uncounted])
        told = [each.step for each in self.deadlines]
        if sorted(told) != sorted(Step):
            raise ValueError("deadlines 须每一步写且只写一次：" + "、".join(Step))
        return self

    def of(self, step: Step) -> Deadline:
        return next(each for each in self.deadlines if each.step is step)

    @property
    def uncounted_names(self) -> list[str]:
        """How the record's lines of such stops begin."""
        return [STOP_NAMES[each] for each in self.uncounted.stops]


@dataclass(frozen=True, slots=True)
class Turn:
    """A step whose turn has come: since when, or the very day that was agreed for it, put off by so many days."""

    step: Step
    since: date
    put_off: int = 0
    notice_days: int | None = None
    notice_working_days: int | None = None
    """How long the notice stands whose end is waited for."""


def due_on(policy: DeadlinePolicy, turn: Turn) -> date:
    """The last day on which the step is in time."""
    return _due(policy.of(turn.step), turn.since, turn.put_off, turn.notice_days, turn.notice_working_days)


@lru_cache(maxsize=65_536)
def _due(deadline: Deadline, since: date, put_off: int, notice_days: int | None, notice_working_days: int | None) -> date:
    start = since
    if notice_days is not None:
        start = add_days(start, notice_days)
    elif notice_working_days is not None:
        start = add_working_days(start, notice_working_days)
    if deadline.months is not None:
        end = months_later(start, deadline.months)
    elif deadline.working_days is not None:
        end = add_working_days(start, deadline.working_days)
    else:
        end = add_days(start, deadline.days or 0)
    return end + timedelta(days=put_off)


def days_late(due: date, *, on: date) -> int:
    """Whole days after the last day; zero while it is in time."""
    return max(0, (on - due).days)


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or that month's last (民法典第二百零二条)."""
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
