"""The immediate-assistance case (即时帮扶台账): its parts, their deadlines, and how the parts stand after what has happened.

The parts are folded anew from all steps each time one arrives, so it does not matter in which order the steps arrive.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.periods import day_in_china

FIRST_AID = timedelta(hours=24)
"""急难型临时救助: the first aid is given within 24 hours, papers follow (鲁民〔2018〕85号, policy_facts E7)."""


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
    Part.MEDICAL_COVER: "医保",
    Part.EMERGENCY_GRANT: "镇街",
    Part.HOUSING_SURVEY: "住建",
    Part.WORK_ORDERS: "各责任部门",
}
"""Who does, and is asked about, a part whose steps name no department of their own."""
PART_STATE_NAMES = {
    PartState.WAITING: "等待",
    PartState.STARTED: "办理中",
    PartState.REFUSED: "未能支付",
    PartState.DONE: "已完成",
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


def progress(detected_at: datetime, steps: Iterable[Step]) -> list[Standing]:
    """How every part stands, in the fixed order of the parts."""
    steps = list(steps)
    return [_standing(part, detected_at, [step for step in steps if step.part is part]) for part in Part]


def owed(detected_at: datetime, steps: Iterable[Step]) -> list[Step]:
    """What somebody still has to do: the openings without a completion, and for a part that nobody has opened, that opening.

    A part without a department of its own is owed by `PART_OWNERS`.
    """
    steps = list(steps)
    owing = []
    for standing in progress(detected_at, steps):
        if standing.state is PartState.DONE:
            continue
        mine = [step for step in steps if step.part is standing.part]
        completed = {step.task for step in mine if step.what is What.COMPLETED}
        opened = [step for step in mine if step.what is What.OPENED]
        waiting = [Step(standing.part, What.OPENED, detected_at, due_at=standing.due_at)] if not opened else []
        owing += [*waiting, *(step for step in opened if step.task not in completed)]
    return owing


def is_finished(standings: Iterable[Standing]) -> bool:
    return all(standing.state is PartState.DONE for standing in standings)


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


def _standing(part: Part, detected_at: datetime, steps: Sequence[Step]) -> Standing:
    opened = sorted((step for step in steps if step.what is What.OPENED), key=lambda step: step.at)
    completed = {step.task: step for step in steps if step.what is What.COMPLETED}
    if not opened:
        due_at = detected_at + FIRST_AID if part is Part.EMERGENCY_GRANT else None
        refused = any(step.what is What.REFUSED for step in steps)
        return Standing(part, PartState.REFUSED if refused else PartState.WAITING, due_at)
    started_at = opened[0].at
    due_at = max((step.due_at for step in opened if step.due_at), default=None)
    if part in DONE_ONCE_OPENED:
        return Standing(part, PartState.DONE, due_at, started_at, started_at)
    is_late = any(_is_late(step, completed[step.task]) for step in opened if step.task in completed)
    if any(step.task not in completed for step in opened):
        return Standing(part, PartState.STARTED, due_at, started_at, is_late=is_late)
    done_at = max(completed[step.task].at for step in opened)
    return Standing(part, PartState.DONE, due_at, started_at, done_at, is_late)


def _is_late(opening: Step, completion: Step) -> bool:
    if completion.is_late is not None:
        return completion.is_late
    if opening.due_at is None:
        return False
    if completion.done_on is not None:
        return completion.done_on > day_in_china(opening.due_at)
    return completion.at > opening.due_at
