"""The shape of a policy of temporary aid beyond first aid: months of the urban dibao line by cause, limits, papers, recovery.

The outer shape is that of every policy file (`shared.policy.document`). Amounts are in yuan, times are months of the line.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.policy import PaperKind
from shared.events.civil_affairs import Trigger
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]
Times = Annotated[int, Field(ge=1, le=36)]


class Level(StrEnum):
    """Whose decision it is."""

    TOWN = "town"
    COUNTY = "county"


LEVEL_NAMES = {Level.TOWN: "镇街审批", Level.COUNTY: "县区审批"}


class Step(Value):
    """So many months for a household whose own part of the costs reaches this much (included)."""

    from_fen: Amount = Field(alias="from", gt=0)
    times: Times


class Least(Value):
    """What somebody of a kind that the rule names is given at least, whatever the months come to."""

    code: Code
    title: Text
    amount_fen: Amount = Field(alias="amount", gt=0)


class AidKind(Value):
    """What struck a household, and between how many and how many months of the line it is given a head."""

    code: Code
    title: Text
    triggers: tuple[Trigger, ...] = ()
    """What the first aid was given for."""
    least_times: Times
    most_times: Times
    steps: tuple[Step, ...] = ()
    """Which months are right by the rule; below the first step it is `least_times`."""
    at_least: tuple[Least, ...] = ()

    def suggested(self, burden_fen: int | None) -> tuple[int, Step | None]:
        """The months that the rule's steps name, and the step that says so."""
        reached = [step for step in self.steps if burden_fen is not None and step.from_fen <= burden_fen]
        return (reached[-1].times, reached[-1]) if reached else (self.least_times, None)

    def least_of(self, code: str) -> Least | None:
        return next((one for one in self.at_least if one.code == code), None)


class TownLimit(Value):
    """Up to which a town decides by itself: an amount, or months of the line a head."""

    amount_fen: Amount | None = Field(default=None, alias="amount", gt=0)
    times: Times | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.amount_fen is None) == (self.times is None):
            raise ValueError("amount 与 times 写且只写一个")
        return self

    def limit_fen(self, line_fen: int, people: int) -> int:
        return self.amount_fen if self.amount_fen is not None else (self.times or 0) * line_fen * people


class DecideWithin(Value):
    """By when an application that was handed in is decided: hours, day and night, or working days."""

    hours: Annotated[int, Field(gt=0, le=24 * 30)] | None = None
    working_days: Annotated[int, Field(gt=0, le=60)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.hours is None) == (self.working_days is None):
            raise ValueError("hours 与 working_days 写且只写一个")
        return self

    @property
    def spoken(self) -> str:
        return f"{self.hours} 小时" if self.hours else f"{self.working_days} 个工作日"


class Papers(Value):
    """What lies in the file before a decision."""

    kinds: tuple[PaperKind, ...] = Field(min_length=1)


class Survey(Value):
    """The household survey: by so many officers, not older than so many days when the application is handed in."""

    persons: Annotated[int, Field(ge=1, le=5)]
    days: Annotated[int, Field(ge=1, le=365)]


class Heavy(Value):
    """Cases that the months do not help, decided one by one (一事一议) by the county, with these papers besides."""

    papers: tuple[PaperKind, ...] = Field(min_length=1)


class Yearly(Value):
    """How often, and up to how much, a household is aided in a calendar year."""

    times: Annotated[int, Field(ge=1, le=12)]
    most_fen: Amount | None = Field(default=None, alias="most", gt=0)


class Repeat(Value):
    """Within how many months another aid for the same cause, or to kin, is looked at by the county."""

    months: Annotated[int, Field(ge=1, le=36)]


class NoticeAbove(Value):
    """What is more than this is shown before it is paid; its days are those of the place's public notices."""

    amount_fen: Amount = Field(alias="above")


class Recovery(Value):
    """When first aid is asked back, by when it is paid back, and in how many parts at most."""

    grace_days: Annotated[int, Field(ge=0, le=90)]
    """So many days after the papers were due."""
    days: Annotated[int, Field(ge=1, le=365)]
    instalments: Annotated[int, Field(ge=1, le=60)]


class Facts(Draft):
    on: date
    kind: Code
    people: Annotated[int, Field(ge=1)]
    line_fen: Amount = Field(alias="line")
    months: Times | None = None
    burden_fen: Amount | None = Field(default=None, alias="burden")
    least_of: str = Field(default="", alias="as")
    first_aid_fen: Amount = Field(default=0, alias="first_aid")


class Expected(Draft):
    amount_fen: Amount = Field(alias="amount")
    to_pay_fen: Amount = Field(alias="to_pay")
    level: Level
    has_notice: bool


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class AidPolicy(Document):
    """One place's rule of temporary aid between two dates."""

    town_limit: TownLimit
    county: Value
    """The document by which the county decides what is above the town's limit."""
    decide_within: DecideWithin
    papers: Papers
    survey: Survey
    kinds: tuple[AidKind, ...] = Field(min_length=1)
    heavy: Heavy
    yearly: Yearly
    repeat: Repeat
    notice: NoticeAbove
    recovery: Recovery
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if len({kind.code for kind in self.kinds}) < len(self.kinds):
            raise ValueError("kinds 的 code 不得重复")
        triggers = [trigger for kind in self.kinds for trigger in kind.triggers]
        if sorted(triggers) != sorted(Trigger):
            raise ValueError("每一种致困情形（triggers）须属于且只属于一类救助")
        for kind in self.kinds:
            bounds = [step.from_fen for step in kind.steps]
            if bounds != sorted(set(bounds)):
                raise ValueError(f"{kind.code} 的 steps 须按 from 从低到高排列，不得重复")
            if not all(kind.least_times <= step.times <= kind.most_times for step in kind.steps):
                raise ValueError(f"{kind.code} 的 steps 须在 least_times 与 most_times 之间")
        values = [self.town_limit, self.county, self.decide_within, self.papers, self.survey, self.heavy, self.yearly]
        values += [self.repeat, self.notice, self.recovery, *self.kinds]
        values += [value for kind in self.kinds for value in (*kind.steps, *kind.at_least)]
        self.must_know(value.reference for value in values)
        return self

    def kind_of(self, code: str) -> AidKind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)

    def kind_for(self, trigger: Trigger) -> AidKind:
        """What first aid for this was a part of."""
        return next(kind for kind in self.kinds if trigger in kind.triggers)


class LineStep(Value):
    """The line from a day on, a head and month."""

    from_on: date = Field(alias="from")
    amount_fen: Amount = Field(alias="amount", gt=0)


class DibaoPolicy(Document):
    """The urban line of minimum living (城市低保标准) of a place, year after year."""

    lines: tuple[LineStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        days = [line.from_on for line in self.lines]
        if days != sorted(set(days)):
            raise ValueError("lines 须按 from 从早到晚排列，不得重复")
        if days[0] > self.in_force.start:
            raise ValueError("lines 的第一档须在政策适用首日或以前开始")
        self.must_know(line.reference for line in self.lines)
        return self

    def line_on(self, on: date) -> LineStep:
        return next(line for line in reversed(self.lines) if line.from_on <= on)
