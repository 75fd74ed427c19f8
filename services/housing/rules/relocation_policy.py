"""The shape of a place's rules of relocation（易地搬迁、滩区迁建）: how large, out of whose pocket, how the lot is drawn,
and what has to follow.

The outer shape is that of every policy file (`shared.policy.document`). Amounts are in yuan, areas in square metres of floor.
"""

from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]
SquareMetres = Annotated[Decimal, BeforeValidator(str), Field(gt=0, le=10_000, decimal_places=2)]
Persons = Annotated[int, Field(ge=1, le=30)]
Days = Annotated[int, Field(ge=1, le=366)]


class SizeClass(Draft):
    """Households of so many persons draw among dwellings of at most this area."""

    code: Code
    title: Text
    persons_from: Persons
    persons_to: Persons
    area_most_m2: SquareMetres


class RelocationKind(Value):
    """A kind of programme. `contribution_most`: what a household pays of its own at most; None where nothing limits it."""

    kind: Code
    title: Text
    area_per_person_m2: SquareMetres
    contribution_most: Amount | None = None
    demolish_within_months: Annotated[int, Field(ge=1, le=60)]
    contribution_reference: str
    classes_reference: str
    demolition_reference: str
    classes: tuple[SizeClass, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if twice := [code for code, count in Counter(each.code for each in self.classes).items() if count > 1]:
            raise ValueError(f"户型写了两次：{'、'.join(twice)}")
        expected = 1
        for each in self.classes:
            if each.persons_from != expected or each.persons_to < each.persons_from:
                raise ValueError(f"户型 {each.code} 的人口应从 {expected} 人起，与上一档相接")
            if each.area_most_m2 > self.area_per_person_m2 * each.persons_from:
                raise ValueError(f"户型 {each.code} 的面积超过 {each.persons_from} 人的上限")
            expected = each.persons_to + 1
        areas = [each.area_most_m2 for each in self.classes]
        if areas != sorted(set(areas)):
            raise ValueError("户型按面积由小到大写，面积各不相同")
        return self

    def class_of_persons(self, persons: int) -> SizeClass | None:
        return next((each for each in self.classes if each.persons_from <= persons <= each.persons_to), None)

    def class_of_area(self, area_m2: Decimal) -> SizeClass | None:
        """The smallest class that holds a dwelling of this area; None where it is too large for every one."""
        return next((each for each in self.classes if area_m2 <= each.area_most_m2), None)

    def area_most_m2(self, persons: int) -> Decimal:
        """The most floor that a household of so many may have."""
        return self.area_per_person_m2 * persons


class FirstRule(Value):
    """Who may ask for a dwelling that is low or free of barriers, and up to which storey one is low."""

    old_from: Annotated[int, Field(ge=50, le=120)]
    storey_most: Annotated[int, Field(ge=1, le=10)]


class NoticeRule(Value):
    """How many days a notice stands; the first day does not count."""

    days: Annotated[int, Field(ge=1, le=90)]


class NoticeRules(Draft):
    """Of the households, of what the lot is drawn from, and of what was drawn."""

    people: NoticeRule
    lot: NoticeRule
    draw: NoticeRule


class Whom(StrEnum):
    """Which households a support is for."""

    EVERYONE = "everyone"
    WORKERS = "workers"
    """With somebody who can work: at least one of them is to earn."""
    PUPILS = "pupils"
    """With children whose school has to change."""


class SupportRule(Value):
    """What follows the move, done within `days` of it by a department (`notifier` knows its code)."""

    code: Code
    title: Text
    days: Days
    whom: Whom
    department: Code


class CheckRule(Value):
    """In which months after the move somebody looks at the household again."""

    months: tuple[Annotated[int, Field(ge=1, le=60)], ...] = Field(min_length=1)


class ExampleFacts(Draft):
    kind: Code
    persons: Persons


class ExampleExpected(Draft):
    size_class: Code = Field(alias="class")
    area_most_m2: SquareMetres
    contribution_most: Amount | None = None


class Example(Draft):
    """A worked case beside the rules it works; every example is a test."""

    name: Text
    facts: ExampleFacts
    expected: ExampleExpected


class RelocationPolicy(Document):
    """One place's rules of relocation."""

    kinds: tuple[RelocationKind, ...] = Field(min_length=1)
    first: FirstRule
    notices: NoticeRules
    supports: tuple[SupportRule, ...] = ()
    checks: CheckRule
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        notices = (self.notices.people, self.notices.lot, self.notices.draw)
        self.must_know(value.reference for value in (*self.kinds, self.first, *notices, *self.supports, self.checks))
        for each in self.kinds:
            self.must_know((each.contribution_reference, each.classes_reference, each.demolition_reference))
        names = Counter([*(each.kind for each in self.kinds), *(each.code for each in self.supports)])
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"写了两次：{'、'.join(twice)}")
        return self

    def kind_of(self, kind: str) -> RelocationKind | None:
        return next((each for each in self.kinds if each.kind == kind), None)

    def supports_for(self, *, workers: int, pupils: int) -> tuple[SupportRule, ...]:
        """What a household is owed after its move, as it is made up."""
        is_for = {Whom.EVERYONE: True, Whom.WORKERS: workers > 0, Whom.PUPILS: pupils > 0}
        return tuple(each for each in self.supports if is_for[each.whom])
