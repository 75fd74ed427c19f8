"""Who owes what, by when, once a household is found in need: the policy file's shape and what follows from it.

The law is seed B17: a household in need is noticed, marked and taken in at once, and every department's relief is joined
(即时出现,即时标注,即时纳入). The table of departments, tasks and deadlines is data in `policy/immediate_assistance.yaml`;
every value there names its reference and says whether it was inferred.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Step
from services.notifier.rules.period import Period
from shared.events.civil_affairs import Trigger
from shared.policy.clauses import Trust

_Text = Annotated[str, Field(min_length=2, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(_Part):
    """The document that a value stands on."""

    key: str
    document: _Text
    clause: _Text
    address: _Text


class InForce(_Part):
    """The days on which the policy holds, both included; without an end it still holds."""

    from_: date = Field(alias="from")
    to: date | None = None

    def __contains__(self, on: date) -> bool:
        return self.from_ <= on and (self.to is None or on <= self.to)


class Sourced(_Part):
    """A value with the key of the document that it stands on, and how well that document says so."""

    reference: str
    trust: Trust
    reason: str = Field(default="", description="how an inferred value was found")

    @model_validator(mode="after")
    def _inferred_has_reason(self) -> Self:
        if self.trust is Trust.INFERRED and not self.reason:
            raise ValueError("an inferred value says how it was found: give it a `reason`")
        return self


class Duty(Sourced):
    """Something that has to be done in time."""

    task: _Text
    deadline: Period


class DepartmentDuty(Duty):
    """What one department owes when one of these triggers struck."""

    department: Department
    triggers: frozenset[Trigger] = Field(min_length=1)


class Reminding(Sourced):
    """How many hours before its deadline whoever owes an order is reminded of it, the earliest first."""

    before_hours: tuple[Annotated[int, Field(ge=1, le=24 * 60)], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _earliest_first(self) -> Self:
        if list(self.before_hours) != sorted(set(self.before_hours), reverse=True):
            raise ValueError("before_hours begins with the earliest reminder, each once")
        return self


class Escalation(Sourced):
    """To whom an overdue order is told, and when; each level once."""

    steps: list[Step] = Field(min_length=1)


class Example(_Part):
    """A worked case beside the rules it works; every example is a test."""

    title: str
    trigger: Trigger
    detected_at: AwareDatetime
    expected: Mapping[Department, AwareDatetime]


@dataclass(frozen=True)
class Assignment:
    """What one department owes for one case."""

    department: Department
    task: str
    due_at: datetime
    reference: str
    trust: Trust


class AssistancePolicy(_Part):
    """The table of duties of one place and time. Validating it is loading it: an inconsistent table never comes into force."""

    id: str
    title: str
    in_force: InForce
    reference: list[Reference] = Field(min_length=1)
    officer_notice: Duty
    orders: list[DepartmentDuty] = Field(min_length=1)
    reminders: Reminding
    escalation: Escalation
    examples: list[Example] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = {reference.key for reference in self.reference}
        cited = {sourced.reference for sourced in (self.officer_notice, self.reminders, self.escalation, *self.orders)}
        if unknown := sorted(cited - known):
            raise ValueError(f"reference {', '.join(unknown)} is cited but not listed: list it under `reference`")
        for trigger in Trigger:
            if twice := _twice(duty.department for duty in self.orders if trigger in duty.triggers):
                raise ValueError(f"{twice} has two orders for {trigger}: one case, one order per department")
            if not any(trigger in duty.triggers for duty in self.orders):
                raise ValueError(f"nobody is responsible for {trigger}: give it at least one order")
        if twice := _twice(step.level for step in self.escalation.steps):
            raise ValueError(f"level {twice} is told twice: once per level")
        return self

    def assign(self, trigger: Trigger, *, at: datetime) -> list[Assignment]:
        """One assignment per responsible department, most urgent first; `at` is when the household was found in need."""
        owed = [
            Assignment(duty.department, duty.task, duty.deadline.due_at(at), self.cite(duty.reference), duty.trust)
            for duty in self.orders
            if trigger in duty.triggers
        ]
        return sorted(owed, key=lambda assignment: assignment.due_at)

    def cite(self, key: str) -> str:
        """The reference as a person reads it: document and clause."""
        [reference] = [reference for reference in self.reference if reference.key == key]
        return f"{reference.document} {reference.clause}"


def _twice(names: Iterable[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)
