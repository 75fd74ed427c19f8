"""What a household in need is given, by place: kinds of need, urgency, parts, terms, owners. The shape of the policy files.

The outer shape is that of every policy file (`shared.policy.document`). What a kind calls for does not depend on what else
struck the household: the needs of several facts are the union, and urgency is the highest, so their order does not matter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.registry.rules.case import Need, Part
from services.registry.rules.vocabulary import DEPARTMENT_NAMES, PersonClass
from shared.errors import Unprocessable
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.periods import due_in_days, due_in_hours, due_in_working_days
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class Kind(StrEnum):
    """What struck the household: the triggers that departments report, and a house that is no longer safe."""

    ILLNESS = "illness"
    ACCIDENT = "accident"
    DISASTER = "disaster"
    DEATH = "death"
    JOB_LOSS = "job-loss"
    DROP_OUT = "drop-out"
    HOUSE = "house"

    @property
    def trigger(self) -> Trigger:
        """What the others are told. A house that may fall is to them a disaster: the household has lost its shelter, and the
        emergency grant has one grade for both (住房或主要劳动力受损)."""
        return Trigger.DISASTER if self is Kind.HOUSE else Trigger(self.value)


KIND_NAMES = {kind: "因住房安全" if kind is Kind.HOUSE else TRIGGER_NAMES[kind.trigger] for kind in Kind}


class Urgency(StrEnum):
    """How soon somebody has to come."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    CRITICAL = "critical"

    def at_least(self, other: "Urgency") -> "Urgency":
        order = list(Urgency)
        return max(self, other, key=order.index)


URGENCY_NAMES = {Urgency.ORDINARY: "一般", Urgency.URGENT: "紧急", Urgency.CRITICAL: "特急"}


class Level(StrEnum):
    """Who is to act, from the household upwards; the value is what the level is called in rules and events."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"


LEVEL_NAMES = {Level.VILLAGE: "村（社区）", Level.TOWN: "镇街", Level.COUNTY: "县区", Level.CITY: "市"}


class NoNeedsRule(Unprocessable):
    """该地该日没有可适用的即时帮扶规定"""

    mend = "请由平台运维为该地补充政策文件"


class Term(Value):
    """`{hours: 24}`, `{days: 15}` or `{working_days: 5}`, reckoned as `shared.periods` says."""

    hours: Annotated[int, Field(gt=0, le=24 * 30)] | None = None
    days: Annotated[int, Field(gt=0, le=365)] | None = None
    working_days: Annotated[int, Field(gt=0, le=365)] | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(each is not None for each in (self.hours, self.days, self.working_days)) != 1:
            raise ValueError("hours、days、working_days 须恰好写一个")
        return self

    def due_at(self, since: datetime) -> datetime:
        if self.hours is not None:
            return due_in_hours(since, self.hours)
        if self.days is not None:
            return due_in_days(since, self.days)
        return due_in_working_days(since, self.working_days or 0)


class OwnedTerm(Term):
    who: str


class PartRule(Value):
    """A part that is needed when one of `kinds` struck, by everyone or only by households with a member of `classes`."""

    part: Part
    who: str
    kinds: frozenset[Kind] = Field(min_length=1)
    classes: frozenset[PersonClass] = frozenset()
    begin: Term | None = None

    def fits(self, kind: Kind, classes: Collection[str]) -> bool:
        return kind in self.kinds and (not self.classes or not self.classes.isdisjoint(classes))


class UrgencyRule(Value):
    """A level that is reached when everything that is named here holds."""

    level: Urgency
    kinds: frozenset[Kind] = frozenset()
    classes: frozenset[PersonClass] = frozenset()
    burden_fen: Amount | None = Field(default=None, alias="burden")

    def fits(self, kind: Kind, classes: Collection[str], burden_fen: int | None) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.classes or not self.classes.isdisjoint(classes))
            and (self.burden_fen is None or (burden_fen or 0) >= self.burden_fen)
        )


class Closing(Value):
    """`parts`: the last of its parts closes a case, their own papers are the evidence; `officer`: a person does, with papers."""

    by: Literal["parts", "officer"]
    papers: tuple[Text, ...] = Field(min_length=1)


class Reopening(Value):
    """Until when a closed case may be taken up again, and which parts can be done again. Money is given once per case."""

    days: Annotated[int, Field(gt=0, le=365)]
    parts: frozenset[Part] = Field(min_length=1)


class Rung(Draft):
    level: Level
    after_hours: Annotated[int, Field(ge=0, le=24 * 60)]


class Channel(Value):
    """Whose the case is: the village's at first, and the next level's after so many hours of something being late."""

    rungs: tuple[Rung, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        order = list(Level)
        climbs = [(order.index(rung.level), rung.after_hours) for rung in self.rungs]
        if climbs[0][1] != 0 or any(a[0] >= b[0] or a[1] >= b[1] for a, b in pairwise(climbs)):
            raise ValueError("rungs 须从 after_hours: 0 开始，级别和小时数逐级升高")
        return self


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    kinds: tuple[Kind, ...] = Field(min_length=1)
    classes: frozenset[PersonClass] = frozenset()
    burden_fen: Amount | None = Field(default=None, alias="burden")
    expected: tuple[Part, ...]
    urgency: Urgency


@dataclass(frozen=True)
class Needed:
    """What one fact calls for."""

    needs: tuple[Need, ...]
    urgency: Urgency
    conclude_by: datetime


class NeedsPolicy(Document):
    """One place's rule of immediate assistance between two dates."""

    detection: OwnedTerm
    conclusion: OwnedTerm
    remind_before: Annotated[int, Field(gt=0, le=240, description="hours")]
    remind_reference: str
    urgency: tuple[UrgencyRule, ...] = Field(min_length=1)
    parts: tuple[PartRule, ...] = Field(min_length=1)
    closing: Closing
    reopening: Reopening
    channel: Channel
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bare := set(Kind) - {kind for rule in self.parts for kind in rule.kinds if not rule.classes}:
            raise ValueError(f"parts 没有说明 {'、'.join(sorted(bare))} 对所有家庭至少办什么")
        owners = {self.detection.who, self.conclusion.who, *(rule.who for rule in self.parts)}
        if strange := owners - set(DEPARTMENT_NAMES):
            raise ValueError(f"没有这样的责任单位：{'、'.join(sorted(strange))}")
        terms = [rule.begin for rule in self.parts if rule.begin]
        values: list[Value] = [
            self.detection,
            self.conclusion,
            self.closing,
            self.reopening,
            self.channel,
            *self.urgency,
            *self.parts,
            *terms,
        ]
        self.must_know([self.remind_reference, *(value.reference for value in values)])
        return self

    def needed(self, kind: Kind, *, classes: Collection[str], burden_fen: int | None, at: datetime) -> Needed:
        """What a fact of this kind, known at this instant, calls for in a household with members of these classes."""
        rules = {rule.part: rule for rule in self.parts if rule.fits(kind, classes)}
        needs = [Need(part, rule.begin.due_at(at) if rule.begin else None, rule.who) for part, rule in rules.items()]
        return Needed(tuple(needs), self.urgency_of(kind, classes, burden_fen), self.conclusion.due_at(at))

    def urgency_of(self, kind: Kind, classes: Collection[str], burden_fen: int | None) -> Urgency:
        reached = Urgency.ORDINARY
        for rule in self.urgency:
            if rule.fits(kind, classes, burden_fen):
                reached = reached.at_least(rule.level)
        return reached

    def level_at(self, late_since: datetime | None, at: datetime) -> Level:
        """Whose the case is now; `late_since` is the earliest deadline that was missed."""
        late = at - late_since if late_since and at > late_since else timedelta(0)
        reached = [rung.level for rung in self.channel.rungs if late >= timedelta(hours=rung.after_hours)]
        return reached[-1]


def is_detected_late(policy: NeedsPolicy, happened_at: datetime, detected_at: datetime) -> bool:
    """Whether the household waited longer for being seen than the policy allows; `happened_at` is within the day it happened."""
    return detected_at > policy.detection.due_at(happened_at)


def added(present: Iterable[Need], needed: Needed) -> list[Need]:
    """The parts that a new fact adds: those that the case does not have yet, so that nothing starts twice."""
    there = {need.part for need in present}
    return [need for need in needed.needs if need.part not in there]
