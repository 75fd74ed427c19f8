"""What kinds of orders there are, and of each what it wants: papers, a check, its time, reminders before it and whom it is told
to after it (`policy/kinds`, one file a place)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.notifier.rules.period import Period
from shared.policy.document import Document, Value


class OrderKind(StrEnum):
    """What an order is about."""

    ASSISTANCE = "assistance"
    """A department's part in a case of immediate assistance; it comes and goes with its case, never by hand."""
    RECTIFICATION = "rectification"
    REPORT = "report"
    CLUE = "clue"
    INSPECTION = "inspection"
    TASK = "task"
    INCIDENT = "incident"
    """What shakes people and is to be told upward within hours (重大涉贫事件)."""

    @property
    def label(self) -> str:
        return {
            OrderKind.ASSISTANCE: "即时帮扶",
            OrderKind.RECTIFICATION: "问题整改",
            OrderKind.REPORT: "报告报送",
            OrderKind.CLUE: "线索移交",
            OrderKind.INSPECTION: "督查检查",
            OrderKind.TASK: "交办事项",
            OrderKind.INCIDENT: "重大涉贫事件",
        }[self]


class GivenKind(StrEnum):
    """The kinds that a rule gives. A clue is for who is named alone, and an event names nobody."""

    RECTIFICATION = OrderKind.RECTIFICATION
    REPORT = OrderKind.REPORT
    INSPECTION = OrderKind.INSPECTION
    TASK = OrderKind.TASK
    INCIDENT = OrderKind.INCIDENT


class StepLevel(StrEnum):
    """Who is told: first whoever does it, then the office, then the county."""

    PERSON = "person"
    OFFICE = "office"
    COUNTY = "county"

    @property
    def label(self) -> str:
        return {StepLevel.PERSON: "承办人", StepLevel.OFFICE: "承办单位", StepLevel.COUNTY: "县区"}[self]


class Reminder(Value):
    """How many hours before its deadline whoever does it is reminded."""

    before_hours: Annotated[int, Field(ge=1, le=24 * 60)]


class Urging(Value):
    """How many hours after its deadline an order is told to which level."""

    level: StepLevel
    after_hours: Annotated[int, Field(ge=0, le=24 * 90)]


class KindRule(Value):
    """What an order of a kind wants."""

    kind: OrderKind
    papers: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()
    """Which papers or photos have to be there before it is reported done; whoever gives the order may ask for others."""
    is_checked: bool = False
    """Somebody else than who did it looks whether it is done, and strikes it off (销号)."""
    is_restricted: bool = False
    """Only who is named sees it."""
    within: Period
    """The time where whoever gives the order says none."""
    told_at_once: tuple[StepLevel, ...] = ()
    """Who hears of it when it is given, beside whoever does it."""
    reminders: tuple[Reminder, ...] = ()
    urging: tuple[Urging, ...] = Field(min_length=1)

    @property
    def steps(self) -> list["Step"]:
        """In the order of time: the first reminder first."""
        return reminding([each.before_hours for each in self.reminders]) + [
            Step(timedelta(hours=each.after_hours), each.level) for each in self.urging
        ]


class Step:
    """So long after the deadline (before it: less than nothing) this level is told."""

    __slots__ = ("level", "offset")

    def __init__(self, offset: timedelta, level: StepLevel) -> None:
        self.offset, self.level = offset, level

    @property
    def is_reminder(self) -> bool:
        return self.offset < timedelta(0)


def reminding(before_hours: Sequence[int]) -> list[Step]:
    """The steps before a deadline."""
    return [Step(timedelta(hours=-hours), StepLevel.PERSON) for hours in before_hours]


class KindPolicy(Document):
    """The kinds of a place: each that can be given by hand, a calendar or a rule."""

    kinds: tuple[KindRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(value.reference for kind in self.kinds for value in (kind, *kind.reminders, *kind.urging))
        if twice := [kind for kind, count in Counter(rule.kind for rule in self.kinds).items() if count > 1]:
            raise ValueError(f"kind 重复：{'、'.join(twice)}")
        if missing := set(OrderKind) - {OrderKind.ASSISTANCE} - {rule.kind for rule in self.kinds}:
            raise ValueError(f"kinds 中没有 {'、'.join(sorted(missing))}")
        for rule in self.kinds:
            hours = [each.after_hours for each in rule.urging]
            before = [each.before_hours for each in rule.reminders]
            levels = [list(StepLevel).index(each.level) for each in rule.urging]
            if before != sorted(set(before), reverse=True):
                raise ValueError(f"{rule.kind}：reminders 由早到晚写，不重复")
            if hours != sorted(hours) or levels != sorted(set(levels)):
                raise ValueError(f"{rule.kind}：urging 由近到远写，每级一次")
        return self

    def of(self, kind: OrderKind) -> KindRule:
        """Raises KeyError for the one kind that no hand gives."""
        return next(rule for rule in self.kinds if rule.kind is kind)


def due_step(steps: Sequence[Step], due_at: datetime, at: datetime, *, told: int) -> int | None:
    """The place of the last step whose time has come and that was not told yet; those before it were slept through, or were
    past when the order was given, and are not told any more."""
    reached = [place for place, step in enumerate(steps) if at >= due_at + step.offset]
    return reached[-1] if reached and reached[-1] >= told else None


def next_step(steps: Sequence[Step], due_at: datetime, *, told: int, after: datetime) -> tuple[int, datetime | None]:
    """How many steps are behind, and when the next is due: a reminder whose time is past already is left out."""
    while told < len(steps) and steps[told].is_reminder and due_at + steps[told].offset <= after:
        told += 1
    return told, (due_at + steps[told].offset if told < len(steps) else None)
