"""Which event sends whom out to do what, until when: rules as data (`policy/orders`), one file a subject and place.

A rule names an event of the platform, what its fields must say, who is sent (a village's, town's or county's officer, or a
department's desk there), the words, the time, and what ends the order: another event about the same thing, or a report by hand.
Without a `kind` what it gives is an errand; with one it is a work order of that kind: accepted, asked about, checked, in the list
of problems.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID, uuid5

from pydantic import Field, model_validator

from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandLevel
from services.notifier.rules.order_kind import GivenKind
from services.notifier.rules.period import Period
from services.notifier.rules.place import VILLAGE_DIGITS
from shared import periods
from shared.policy.document import Document, NamedRule
from shared.policy.shape import Draft
from shared.policy.written import Text

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)]
EventName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]*$", max_length=60)]
When = dict[FieldName, tuple[str, ...]]
"""Values that a field of an event may have."""

_THINGS = UUID("6f0f4a3e-6a55-5c39-9d0b-0d5a3c1f7e20")
"""A thing that has a code and no number is known by the number that follows from its code."""


class Addressee(StrEnum):
    """Whose officer is sent."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"

    @property
    def digits(self) -> int:
        """Of the code of the place that it governs."""
        return VILLAGE_DIGITS if self is Addressee.VILLAGE else ErrandLevel(self).digits


class EndedBy(Draft):
    """The event that ends an order (or gives it another day), and the field that names what the order is about."""

    event: EventName
    about: FieldName
    when: When = {}
    """Only an event that says this."""
    is_withdrawn: bool = False
    """There was nothing to do, after all; otherwise it was done."""


class OrderRule(NamedRule):
    """An order for each event that fits. `task` may name fields of the event in braces: `{number}`."""

    event: EventName
    also: tuple[EventName, ...] = ()
    """Other events that give it, each with the fields that the rule names."""
    when: When = {}
    """Values that a field of the event may have; a field of the ending event is asked the same, where it has one."""
    unless: When = {}
    """Values of a field with which nobody is sent."""
    level: Addressee | None = None
    """Only where the event's own place is of this level."""
    about: FieldName
    """The field that names what the order is about, a number or a code: one order a rule and thing."""
    per: Addressee | None = None
    """One order for each place of this level besides: a disaster strikes many villages."""
    again: bool = False
    """What was seen to and happens once more sends out anew; without it an order is given once for all."""
    kind: GivenKind | None = None
    title: Annotated[str, Field(min_length=2, max_length=40)]
    task: Text
    problem: Text | None = None
    """Of a rectification: what is wrong. With braces, as `task`."""
    found_by: Annotated[str, Field(max_length=60)] = ""
    papers: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] | None = None
    """Which papers it wants; left out: those of its kind, or none where a record ends it."""
    addressee: Addressee
    department: Department | None = None
    department_by: FieldName | None = None
    """The field with the department's code, where each event says whose it is: of a work order `when` lists those that it may be;
    an errand with a code that is none goes to the officer."""
    within: Period | None = None
    due: FieldName | None = None
    """The field with the day, or the instant, by which it is to be done; either this or `within`. With a `kind` both may be left
    out: the time of the kind."""
    page: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9/{}_?=&-]+$", max_length=120)]
    """Where it is seen to, behind the gateway."""
    ended_by: tuple[EndedBy, ...] = ()
    """Empty: whoever was sent reports it done by hand, for nothing else records it."""
    extended_by: tuple[EndedBy, ...] = ()
    """Of a work order: events whose `due` is its new day."""
    by_hand: bool = False
    """Whoever was sent may report it done, although an event ends it too."""
    is_told_elsewhere: bool = False
    """Another message tells of the event; the order has none of its own."""

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        terms = (self.within is not None) + (self.due is not None)
        if terms > 1 or (terms == 0 and self.kind is None):
            raise ValueError("within（多长时间）与 due（事件中的日期）写且只写一个")
        if self.department and self.department_by:
            raise ValueError("department（部门）与 department_by（事件中写部门代码的字段）只写一个")
        return self

    @model_validator(mode="after")
    def _is_a_work_order(self) -> Self:
        """What only work orders have stands only there."""
        only = (self.problem, self.found_by, self.papers, self.extended_by, self.is_told_elsewhere, self.also)
        if self.kind is None and any(only):
            raise ValueError("problem、found_by、papers、extended_by、is_told_elsewhere、also 只用于写了 kind 的工单")
        if (self.kind is GivenKind.RECTIFICATION) != (self.problem is not None):
            raise ValueError("问题整改（rectification）写明 problem，其他种类不写")
        if self.extended_by and self.due is None:
            raise ValueError("extended_by 须有 due（事件中的日期）")
        if self.kind and self.department_by and not set(self.when.get(self.department_by, ("?",))) <= set(Department):
            raise ValueError("department_by 的字段，when 中须列出是哪些部门")
        return self

    def fits(self, name: str, said: Mapping[str, Any]) -> bool:
        """Whether an event of this name, which says this, gives the order."""
        is_spared = any(str(said[field]) in values for field, values in self.unless.items() if field in said)
        return name in {self.event, *self.also} and not is_spared and self._agrees(said)

    def end_by(self, name: str, said: Mapping[str, Any]) -> EndedBy | None:
        """How such an event ends an order of this rule, if it does."""
        return self._one_of(self.ended_by, name, said)

    def ends_by(self, name: str, said: Mapping[str, Any]) -> str | None:
        """The field that names what ends, if such an event ends an order of this rule."""
        end = self.end_by(name, said)
        return end.about if end else None

    def extension_by(self, name: str, said: Mapping[str, Any]) -> EndedBy | None:
        """How such an event gives an order of this rule another day, if it does."""
        return self._one_of(self.extended_by, name, said)

    def _one_of(self, named: tuple[EndedBy, ...], name: str, said: Mapping[str, Any]) -> EndedBy | None:
        if not self._agrees(said):
            return None
        return next((each for each in named if each.event == name and _agree(each.when, said)), None)

    def _agrees(self, said: Mapping[str, Any]) -> bool:
        return _agree(self.when, said) and (self.level is None or len(said["region"]) == self.level.digits)

    def due_at(self, said: Mapping[str, Any], occurred_at: datetime, *, otherwise: Period | None = None) -> datetime:
        """Reckoned from when it happened, not from our hearing of it; of a day its last instant in China. `otherwise`: the time
        of its kind, where the rule says none."""
        if self.due is not None:
            due: date | datetime = said[self.due]
            return due if isinstance(due, datetime) else periods.end_of_day(due)
        within = self.within or otherwise
        assert within is not None
        return within.due_at(occurred_at)

    def thing_of(self, about: UUID | str) -> UUID:
        """The number by which what the order is about is known."""
        return about if isinstance(about, UUID) else uuid5(_THINGS, about)

    def place_of(self, region: str) -> str:
        """Where the order is to be seen to: the place of its level around where the event happened, or that itself."""
        return region[: self.per.digits] if self.per else region

    def part_of(self, region: str) -> str:
        """Which of the orders about one thing: the place, where each has its own."""
        return self.place_of(region) if self.per else ""

    def department_of(self, said: Mapping[str, Any]) -> Department | None:
        """Whose desk is sent, if any; of an ending event, which need not say it, none."""
        code = said.get(self.department_by or "")
        return self.department or next((each for each in Department if each == code), None)

    @property
    def is_by_hand(self) -> bool:
        return self.by_hand or not self.ended_by


def _agree(when: Mapping[str, tuple[str, ...]], said: Mapping[str, Any]) -> bool:
    return all(str(said[field]) in values for field, values in when.items() if field in said)


class OrderPolicy(Document):
    """The orders of a subject and place, each rule once."""

    orders: tuple[OrderRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.orders)
        if twice := [name for name, count in Counter(rule.rule for rule in self.orders).items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        return self


def filled(words: str, said: Mapping[str, Any]) -> str:
    """The words with what the event says in their braces; what it leaves out is left out."""
    return words.format_map({name: "" if value is None else value for name, value in said.items()})
