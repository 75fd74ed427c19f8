"""The immediate-assistance case (即时帮扶台账): its parts, their deadlines, and how the parts stand after what has happened.

Which parts a case needs is the place's policy (`rules.need`). The parts are folded anew from all steps each time one arrives, so
it does not matter in which order the steps arrive.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from shared.periods import day_in_china


class Origin(StrEnum):
    """How a case came to be known."""

    BURDEN = "burden"
    RELIEF_NEED = "relief-need"
    OFFICER = "officer"
    WATCH = "watch"


class Part(StrEnum):
    """What immediate assistance consists of; each part is another service's work."""

    MEDICAL_COVER = "medical-cover"
    EMERGENCY_GRANT = "emergency-grant"
    HOUSING_SURVEY = "housing-survey"
    WORK_ORDERS = "work-orders"


class What(StrEnum):
    """What happened in a part."""

    OPENED = "opened"
    REFUSED = "refused"
    COMPLETED = "completed"


class PartState(StrEnum):
    WAITING = "waiting"
    STARTED = "started"
    REFUSED = "refused"
    DONE = "done"
    WAIVED = "waived"


class Act(StrEnum):
    """What people decided about a case, besides what the services did for it."""

    NEEDS_ADDED = "needs-added"
    WAIVED = "waived"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed-over"
    MOVED = "moved"


ACT_NAMES = {
    Act.NEEDS_ADDED: "按新情况加派",
    Act.WAIVED: "不需办理",
    Act.CLOSED: "结案",
    Act.REOPENED: "重新启动",
    Act.WITHDRAWN: "撤销（误登）",
    Act.HANDED_OVER: "移交识别程序",
    Act.MOVED: "随户迁移",
}


class Ending(StrEnum):
    """How a case ended; empty while it is open."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


ORIGIN_NAMES = {
    Origin.BURDEN: "医疗负担超过警戒线",
    Origin.RELIEF_NEED: "部门上报",
    Origin.OFFICER: "干部走访发现",
    Origin.WATCH: "监测预警",
}
PART_NAMES = {
    Part.MEDICAL_COVER: "医疗保障",
    Part.EMERGENCY_GRANT: "应急救助金",
    Part.HOUSING_SURVEY: "住房安全排查",
    Part.WORK_ORDERS: "部门工单",
}
PART_OWNERS = {
    Part.MEDICAL_COVER: "medical-security",
    Part.EMERGENCY_GRANT: "town",
    Part.HOUSING_SURVEY: "housing",
    Part.WORK_ORDERS: "each-department",
}
"""Who did a step that names no department, in a part that the case's policy does not speak of."""
PART_STATE_NAMES = {
    PartState.WAITING: "等待",
    PartState.STARTED: "办理中",
    PartState.REFUSED: "未能支付",
    PartState.DONE: "已完成",
    PartState.WAIVED: "不需办理",
}
STEP_NAMES = {
    (Part.MEDICAL_COVER, What.OPENED): "医疗保障已覆盖全家",
    (Part.EMERGENCY_GRANT, What.OPENED): "应急救助金已先行支付",
    (Part.EMERGENCY_GRANT, What.REFUSED): "应急救助金未能支付",
    (Part.EMERGENCY_GRANT, What.COMPLETED): "救助手续已补齐",
    (Part.HOUSING_SURVEY, What.OPENED): "住房安全排查已安排",
    (Part.HOUSING_SURVEY, What.COMPLETED): "住房安全排查已完成",
    (Part.WORK_ORDERS, What.OPENED): "工单已派发",
    (Part.WORK_ORDERS, What.COMPLETED): "工单已办结",
}

DONE_ONCE_OPENED = frozenset({Part.MEDICAL_COVER})
"""Cover is in force the moment it is opened; there is nothing to complete."""
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
SETTLED = frozenset({PartState.DONE, PartState.WAIVED})
"""Nobody has to do anything more."""


@dataclass(frozen=True)
class Step:
    """One thing that happened. `task` tells several tasks of one part apart (work orders), and `who` owes it; `due_at` comes
    with the opening; `note` is for people.

    `is_late` is the publisher's own verdict where it gave one; else `done_on`, or the moment itself, is held to the deadline.
    """

    part: Part
    what: What
    at: datetime
    task: str = ""
    who: str = ""
    note: str = ""
    due_at: datetime | None = None
    done_on: date | None = None
    is_late: bool | None = None


@dataclass(frozen=True)
class Need:
    """A part that a case needs. `due_at`: by when somebody must have begun; `who` owes it where its steps name nobody.

    Steps before `since` belong to an earlier round and count no more (the case was reopened). `waived_at`: when an officer
    decided, with a reason, that this household does not need the part after all.
    """

    part: Part
    due_at: datetime | None = None
    who: str = ""
    since: datetime | None = None
    waived_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How one part stands."""

    part: Part
    state: PartState
    due_at: datetime | None
    started_at: datetime | None = None
    done_at: datetime | None = None
    is_late: bool = False

    def is_overdue(self, at: datetime) -> bool:
        """Late for good, or not done although its time has passed."""
        return self.is_late or (self.done_at is None and self.due_at is not None and at > self.due_at)


def progress(needs: Iterable[Need], steps: Iterable[Step]) -> list[Standing]:
    """How every needed part stands, in the fixed order of the parts."""
    steps = list(steps)
    return [_standing(need, _mine(need, steps)) for need in in_order(needs)]


def in_order(needs: Iterable[Need]) -> list[Need]:
    order = list(Part)
    return sorted(needs, key=lambda need: order.index(need.part))


def owed(needs: Iterable[Need], steps: Iterable[Step]) -> list[Step]:
    """What somebody still has to do: the openings without a completion, and for a part that nobody has opened, that opening.

    `who` is the department that the step names, or else the one that owes the part.
    """
    steps = list(steps)
    owing = []
    for need in in_order(needs):
        mine = _mine(need, steps)
        standing = _standing(need, mine)
        if standing.state in SETTLED:
            continue
        completed = {step.task for step in mine if step.what is What.COMPLETED}
        opened = [step for step in mine if step.what is What.OPENED]
        waiting = Step(need.part, What.OPENED, need.since or BEFORE_ALL, who=need.who, due_at=standing.due_at)
        owing += [step if step.who else replace(step, who=need.who) for step in opened if step.task not in completed]
        owing += [] if opened else [waiting]
    return owing


def is_finished(standings: Iterable[Standing]) -> bool:
    return all(standing.state in SETTLED for standing in standings)


def late_parts(standings: Iterable[Standing]) -> list[Part]:
    return [standing.part for standing in standings if standing.is_late]


def after_ms(detected_at: datetime, at: datetime) -> int:
    """Whole milliseconds since detection; never below zero, should two machines' clocks disagree."""
    return max(0, (at - detected_at) // timedelta(milliseconds=1))


def elapsed(milliseconds: int) -> str:
    """A span as people say it: `48 毫秒`, `12.5 秒`, `11 分钟`, `3 小时 20 分`, `2 天 4 小时`."""
    if milliseconds < 1000:
        return f"{milliseconds} 毫秒"
    minutes, hours, days = milliseconds // 60_000, milliseconds // 3_600_000, milliseconds // 86_400_000
    if not minutes:
        return f"{milliseconds // 100 / 10} 秒"
    if not hours:
        return f"{minutes} 分钟"
    return f"{days} 天 {hours % 24} 小时" if days else f"{hours} 小时 {minutes % 60} 分"


def _mine(need: Need, steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.part is need.part and (need.since is None or step.at >= need.since)]


def _standing(need: Need, steps: Sequence[Step]) -> Standing:
    part = need.part
    opened = sorted((step for step in steps if step.what is What.OPENED), key=lambda step: step.at)
    completed = {step.task: step for step in steps if step.what is What.COMPLETED}
    started_at = opened[0].at if opened else None
    due_at = max((step.due_at for step in opened if step.due_at), default=None) if opened else need.due_at
    is_late = any(_is_late(step, completed[step.task]) for step in opened if step.task in completed)
    if opened and part in DONE_ONCE_OPENED:
        return Standing(part, PartState.DONE, due_at, started_at, started_at)
    if opened and all(step.task in completed for step in opened):
        done_at = max(completed[step.task].at for step in opened)
        return Standing(part, PartState.DONE, due_at, started_at, done_at, is_late)
    if need.waived_at is not None:
        return Standing(part, PartState.WAIVED, due_at, started_at, need.waived_at, is_late)
    if opened:
        return Standing(part, PartState.STARTED, due_at, started_at, is_late=is_late)
    refused = any(step.what is What.REFUSED for step in steps)
    return Standing(part, PartState.REFUSED if refused else PartState.WAITING, due_at)


def _is_late(opening: Step, completion: Step) -> bool:
    if completion.is_late is not None:
        return completion.is_late
    if opening.due_at is None:
        return False
    if completion.done_on is not None:
        return completion.done_on > day_in_china(opening.due_at)
    return completion.at > opening.due_at
