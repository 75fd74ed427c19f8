"""Errands: what a village's officer (or a department's desk) is to see to because another service says so, and whom it is told
when that is late.

An errand is finished by what is recorded there, never here: so nobody writes the same thing down twice.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors import Conflict
from shared.policy.document import Document, Value
from shared.policy.written import Text


class ErrandKind(StrEnum):
    """Why somebody is to go and look."""

    ALERT_VISIT = "alert-visit"
    DIFFERENCES = "differences"
    ORDER = "order"
    """By a rule of `policy/orders`, which has a title of its own."""
    RESETTLEMENT = "resettlement"
    """Work, school or registration of a household that has moved, as it was sent before a rule of `policy/orders` did so: such
    errands are finished, and none is sent any more."""

    @property
    def label(self) -> str:
        return {
            ErrandKind.ALERT_VISIT: "预警入户核实",
            ErrandKind.DIFFERENCES: "部门名单差异核实",
            ErrandKind.ORDER: "按规则派出的任务",
            ErrandKind.RESETTLEMENT: "搬迁户后续扶持",
        }[self]


class ErrandState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {ErrandState.OPEN: "待办", ErrandState.DONE: "已办结", ErrandState.WITHDRAWN: "事实撤销，不需办理"}[self]


class ErrandLevel(StrEnum):
    """Who hears that an errand is late."""

    TOWN = "town"
    COUNTY = "county"

    @property
    def label(self) -> str:
        return {ErrandLevel.TOWN: "镇街", ErrandLevel.COUNTY: "县级"}[self]

    @property
    def digits(self) -> int:
        """Of the code of the place that this level governs."""
        return {ErrandLevel.TOWN: 9, ErrandLevel.COUNTY: 6}[self]


class EndsByRecord(Conflict):
    """这件任务在系统中登记结果后自行办结，不单独办结"""

    mend = "请到任务所指的页面办理；办理后任务自行办结"


class ErrandOver(Conflict):
    """这件任务已经办结"""


class ErrandTask(Value):
    """What the officer does about one kind."""

    kind: ErrandKind
    task: Text


class ErrandStep(Value):
    """How many hours after its due instant an errand is told to which level."""

    level: ErrandLevel
    after_hours: Annotated[int, Field(ge=0, le=24 * 90)]


class ErrandPolicy(Document):
    """The errands of a place: the tasks by kind, and the levels that are told of late ones, the nearest first."""

    errands: tuple[ErrandTask, ...] = Field(min_length=1)
    escalation: tuple[ErrandStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(value.reference for value in (*self.errands, *self.escalation))
        names = Counter([*(task.kind for task in self.errands), *(step.level for step in self.escalation)])
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"写了两次：{'、'.join(twice)}")
        if missing := set(ErrandKind) - {ErrandKind.ORDER, ErrandKind.RESETTLEMENT} - {task.kind for task in self.errands}:
            raise ValueError(f"errands 中没有 {'、'.join(sorted(missing))}")
        if [step.after_hours for step in self.escalation] != sorted(step.after_hours for step in self.escalation):
            raise ValueError("escalation 按小时数由少到多写")
        return self

    def task(self, kind: ErrandKind) -> ErrandTask:
        return next(task for task in self.errands if task.kind is kind)


def level_due(due_at: datetime, at: datetime, *, steps: Sequence[ErrandStep], told: ErrandLevel | None) -> ErrandLevel | None:
    """The highest level that is to hear of it by now, if it has not; levels that were slept through are not told late."""
    reached = [step.level for step in steps if at > due_at + timedelta(hours=step.after_hours)]
    known = [step.level for step in steps].index(told) if told else -1
    return reached[-1] if len(reached) - 1 > known else None


def steps_above(steps: Sequence[ErrandStep], digits: int) -> list[ErrandStep]:
    """The levels that are told of an errand of a place: nobody below whoever was sent."""
    return [step for step in steps if step.level.digits <= digits]


def must_be_by_hand(state: ErrandState, *, is_by_hand: bool) -> None:
    """Raises EndsByRecord, ErrandOver."""
    if not is_by_hand:
        raise EndsByRecord
    if state is not ErrandState.OPEN:
        raise ErrandOver(state=state.label)
