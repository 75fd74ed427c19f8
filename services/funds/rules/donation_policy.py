"""The shape of a place's donation policy: whom donations may help, and what each kind of fund must be used for."""

from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from services.funds.rules.budget_policy import Code
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Ratio, Text


class PersonClass(Value):
    """Whom a use of donations helps."""

    code: Code
    title: Text


class FundKind(Value):
    """A kind of fund: at least this share of what it spends goes to these classes; at 100 % nothing else is paid at all."""

    code: Code
    title: Text
    classes: tuple[Code, ...] = Field(min_length=1)
    share: Ratio

    @property
    def is_strict(self) -> bool:
        return self.share == Fraction(1)

    def allows(self, person_class: str) -> bool:
        return not self.is_strict or person_class in self.classes


class Facts(Draft):
    kind: Code
    person_class: Code = Field(alias="class")


class Expected(Draft):
    is_allowed: bool


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class DonationPolicy(Document):
    """One place's rules of donations between two dates."""

    classes: tuple[PersonClass, ...] = Field(min_length=1)
    kinds: tuple[FundKind, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        classes = {one.code for one in self.classes}
        if len(classes) < len(self.classes) or len({one.code for one in self.kinds}) < len(self.kinds):
            raise ValueError("classes 与 kinds 的 code 不得重复")
        if unknown := {code for kind in self.kinds for code in kind.classes} - classes:
            raise ValueError(f"classes 中没有 {'、'.join(sorted(unknown))}")
        self.must_know(value.reference for value in (*self.classes, *self.kinds))
        return self

    def class_of(self, code: str) -> PersonClass | None:
        return next((one for one in self.classes if one.code == code), None)

    def kind_of(self, code: str) -> FundKind | None:
        return next((one for one in self.kinds if one.code == code), None)
