"""The shape of an emergency-grant policy: values with the document behind each, in force between two dates.

The outer shape is that of every policy file (`shared.policy.document`). Amounts are written in yuan.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.events.civil_affairs import Trigger
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class Limit(Value):
    amount_fen: Amount = Field(alias="amount", gt=0)


class Hours(Value):
    hours: Annotated[int, Field(gt=0, le=24 * 30)]


class Days(Value):
    days: Annotated[int, Field(gt=0, le=365)]


class Grade(Limit):
    """First aid for what threw the household into need."""

    trigger: Trigger


class BurdenStep(Limit):
    """First aid for a household whose own part of the bills reaches this much (included)."""

    from_fen: Amount = Field(alias="from", gt=0)


class PaperKind(Draft):
    """One of the papers that must be on file in the end."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    title: Text


class Papers(Days):
    """By when the papers have to be on file, and which."""

    kinds: tuple[PaperKind, ...] = Field(min_length=1)
    kinds_reference: str


class Facts(Draft):
    on: date
    trigger: Trigger
    burden_fen: Amount | None = Field(default=None, alias="burden")


class Expected(Draft):
    amount_fen: Amount = Field(alias="amount")
    papers_due_on: date


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class GrantPolicy(Document):
    """One place's rule of emergency grants between two dates."""

    town_limit: Limit
    light_limit: Limit
    first_aid: Hours
    papers: Papers
    grades: tuple[Grade, ...]
    burden_steps: tuple[BurdenStep, ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if {grade.trigger for grade in self.grades} != set(Trigger) or len(self.grades) != len(Trigger):
            raise ValueError("grades 须对每一种致困情形各列一档")
        bounds = [step.from_fen for step in self.burden_steps]
        if bounds != sorted(set(bounds)):
            raise ValueError("burden_steps 须按 from 从低到高排列，不得重复")
        if self.light_limit.amount_fen > self.town_limit.amount_fen:
            raise ValueError("light_limit 不得高于 town_limit")
        values = (self.town_limit, self.light_limit, self.first_aid, self.papers, *self.grades, *self.burden_steps)
        self.must_know([value.reference for value in values] + [self.papers.kinds_reference])
        return self

    def grade_of(self, trigger: Trigger) -> Grade:
        return next(grade for grade in self.grades if grade.trigger is trigger)

    def step_of(self, burden_fen: int) -> BurdenStep | None:
        """The highest step that this burden reaches."""
        return next((step for step in reversed(self.burden_steps) if step.from_fen <= burden_fen), None)
