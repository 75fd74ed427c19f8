"""A place's standard of rating for small loans: what is looked at, how many points it is worth, and what a grade is good for.

三明 2015 三（一）1(2) asks for four things: 道德品质, 劳动能力, 家庭情况, 脱贫意愿. How many points each is worth is in a
place's file.
"""

from collections import Counter
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.registry.rules.composition import Trait
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=20)]
Points = Annotated[int, Field(ge=0, le=100)]


class Dimension(StrEnum):
    """The four things that 三明 2015 三（一）1(2) looks at."""

    MORALS = "morals"
    LABOUR = "labour"
    FAMILY = "family"
    WILL = "will"


DIMENSION_NAMES = {
    Dimension.MORALS: "道德品质",
    Dimension.LABOUR: "劳动能力",
    Dimension.FAMILY: "家庭情况",
    Dimension.WILL: "脱贫意愿",
}


class Option(Draft):
    """One answer that an officer may give."""

    answer: Key
    title: Text
    points: Points


class Step(Draft):
    """What the register may say, the first that fits counting: so many with a trait, nobody with one, or whatever it is."""

    trait: Trait | None = None
    at_least: Annotated[int, Field(ge=1, le=20)] | None = None
    is_absent: bool = False
    points: Points

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if self.trait is None and (self.at_least is not None or self.is_absent):
            raise ValueError("at_least、is_absent 须与 trait 同写")
        if self.is_absent and self.at_least is not None:
            raise ValueError("at_least 与 is_absent 二者取一")
        return self


class IncomeStep(Draft):
    """Income per head of the newest book, in thousandths of the poverty line of its year."""

    at_least_per_mille: Annotated[int, Field(ge=0, le=10_000)]
    points: Points


class Criterion(Value):
    """One thing looked at: asked of the officer (`options`), read in the register (`steps`) or in the income book (`income`)."""

    criterion: Key
    title: Text
    dimension: Dimension
    options: tuple[Option, ...] = ()
    steps: tuple[Step, ...] = ()
    income: tuple[IncomeStep, ...] = ()

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Self:
        if sum(map(bool, (self.options, self.steps, self.income))) != 1:
            raise ValueError("一项指标恰好写 options、steps、income 之一")
        return self

    @property
    def most(self) -> int:
        given = [option.points for option in self.options]
        given += [step.points for step in self.steps] + [step.points for step in self.income]
        return max(given)


class Barrier(Value):
    """Something that rules a loan out, whatever the points; the officer answers yes or no."""

    barrier: Key
    title: Text


class Grade(Value):
    """From so many points on; without a limit there is no credit."""

    grade: Key
    title: Text
    at_least: Points
    limit_fen: Amount = Field(alias="limit")


class Loan(Value):
    """What the law of small loans allows: how much, how long, to whom."""

    limit_fen: Amount = Field(alias="limit", gt=0)
    term_months: Annotated[int, Field(gt=0, le=120)]
    age_from: Annotated[int, Field(ge=16, le=100)]
    age_to: Annotated[int, Field(ge=16, le=100)]


class Terms(Value):
    """How long a grade holds, and until when it may be objected to."""

    valid_months: Annotated[int, Field(gt=0, le=60)]
    objection_days: Annotated[int, Field(gt=0, le=90)]


class CreditExample(Draft):
    """Answers and what the register gives, in points by criterion, and the grade that comes of it."""

    title: Text
    points: dict[str, int]
    grade: Key


class CreditPolicy(Document):
    """One place's way of rating. All criteria together are a hundred points."""

    loan: Loan
    terms: Terms
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    barriers: tuple[Barrier, ...] = ()
    grades: tuple[Grade, ...] = Field(min_length=2)
    examples: tuple[CreditExample, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(each.reference for each in (self.loan, self.terms, *self.criteria, *self.barriers, *self.grades))
        names = Counter([each.criterion for each in self.criteria] + [each.barrier for each in self.barriers])
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"criterion 或 barrier 重复：{'、'.join(twice)}")
        if (whole := sum(each.most for each in self.criteria)) != 100:
            raise ValueError(f"各项满分合计应为 100，实为 {whole}")
        floors = [each.at_least for each in self.grades]
        if floors != sorted(floors, reverse=True) or len(set(floors)) != len(floors) or floors[-1] != 0:
            raise ValueError("grades 按 at_least 从高到低写，最后一档从 0 起")
        if any(each.limit_fen > self.loan.limit_fen for each in self.grades):
            raise ValueError("授信额度不得超过 loan.limit")
        for example in self.examples:
            if grade_of(self, sum(example.points.values())).grade != example.grade:
                raise ValueError(f"算例“{example.title}”的等级与得分不符")
        return self


def grade_of(policy: CreditPolicy, points: int) -> Grade:
    return next(grade for grade in policy.grades if points >= grade.at_least)
