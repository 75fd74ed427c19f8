"""The shape of a policy of help with a dangerous house: who, how, how large, how much and out of whose money.

The outer shape is that of every policy file (`shared.policy.document`). Amounts are in yuan, areas in square metres of floor.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from services.housing.rules.house import Grade
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.money_policy import Holding, Stage, must_be_whole
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.term import Term
from shared.policy.written import Amount, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]
SquareMetres = Annotated[Decimal, BeforeValidator(str), Field(gt=0, le=1000, decimal_places=2)]
Persons = Annotated[int, Field(ge=1, le=30)]


class Group(Value):
    """People whose houses are made safe with public money."""

    code: Code
    title: Text


class Kinship(StrEnum):
    """Through what an earlier help counts against a household: one house is helped once, whoever applies."""

    HOUSEHOLD = "household"
    ADDRESS = "address"
    KIN = "kin"
    """Whoever lived in one household with somebody of this one when they were helped."""


class OnceOnly(Value):
    """认定一户、改造一户: an earlier help bars another, for so many years or for ever."""

    through: tuple[Kinship, ...] = Field(min_length=1)
    years: Annotated[int, Field(ge=1, le=50)] | None = None
    unless_destroyed: bool
    """A house that a disaster has destroyed since may be helped once more."""


class Bar(Value):
    """Something that bars a household, or that an officer has to look into first."""

    is_absolute: bool


class Whom(StrEnum):
    """Whom a mode is for."""

    ANY = "any"
    SINGLE = "single"
    OLD = "old"
    SINGLE_OR_OLD = "single-or-old"


class ModeRule(Value):
    """A mode, in the order in which it is offered."""

    mode: Mode
    grades: tuple[Grade, ...] = Field(min_length=1)
    whom: Whom = Whom.ANY
    only_if_wished: bool = False


class AreaStep(Value):
    """How large a rebuilt house of so many people has to be and may be."""

    persons: Persons
    least_m2: SquareMetres = Field(alias="least")
    most_m2: SquareMetres = Field(alias="most")


class AreaRest(Value):
    """The same a head, for larger households."""

    least_m2: SquareMetres = Field(alias="least_per_person")
    most_m2: SquareMetres = Field(alias="most_per_person")


class Areas(Draft):
    steps: tuple[AreaStep, ...] = Field(min_length=1)
    beyond: AreaRest

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if [step.persons for step in self.steps] != list(range(1, len(self.steps) + 1)):
            raise ValueError("areas.steps 须从 1 人户起逐人列出")
        bounds = [(step.least_m2, step.most_m2) for step in self.steps]
        bounds.append((self.beyond.least_m2 * (len(bounds) + 1), self.beyond.most_m2 * (len(bounds) + 1)))
        if any(least > most for least, most in bounds):
            raise ValueError("areas 的下限不得大于上限")
        if sorted(least for least, _ in bounds) != [least for least, _ in bounds] or sorted(most for _, most in bounds) != [
            most for _, most in bounds
        ]:
            raise ValueError("人口多的户，面积的上下限不得比人口少的户小")
        return self


class More(Value):
    """What is added for a household that is of another group too."""

    if_also: tuple[Code, ...] = Field(min_length=1)
    amount_fen: Amount = Field(alias="amount", gt=0)


class UpTo(Draft):
    """So many square metres are counted for a household of so many people, and of more."""

    persons: Persons
    m2: SquareMetres


class PerSquareMetre(Draft):
    """A subsidy by the floor that was built."""

    amount_fen: Amount = Field(alias="amount", gt=0)
    up_to: tuple[UpTo, ...] = Field(min_length=1)


class SubsidyLine(Value):
    """What a mode brings to a group."""

    mode: Mode
    groups: tuple[Code, ...] = Field(min_length=1)
    grades: tuple[Grade, ...] = (Grade.C, Grade.D)
    amount_fen: Amount | None = Field(default=None, alias="amount", gt=0)
    per_m2: PerSquareMetre | None = None
    most_fen: Amount | None = Field(default=None, alias="most", gt=0)
    more: More | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.amount_fen is None) == (self.per_m2 is None):
            raise ValueError("amount（每户定额）与 per_m2（每平方米）写且只写一个")
        if self.per_m2 and self.mode not in BUILDS:
            raise ValueError("per_m2 只用于修缮加固和拆除重建")
        return self


class MoneySource(StrEnum):
    """Whose money it is, in the words of the budget (funds knows the same)."""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    DONATION = "donation"


SOURCE_NAMES = {
    MoneySource.CENTRAL: "中央财政",
    MoneySource.PROVINCE: "省级财政",
    MoneySource.CITY: "市级财政",
    MoneySource.COUNTY: "县区财政",
    MoneySource.TOWN: "镇街自筹",
    MoneySource.DONATION: "社会捐赠",
}


class Payer(Value):
    """Whose money it is: the first so many yuan, or, for the last, whatever is left."""

    source: MoneySource
    up_to_fen: Amount | None = Field(default=None, alias="up_to", gt=0)


class Visits(Value):
    """How many months after the file is closed somebody looks whether the house is still sound."""

    months: tuple[Annotated[int, Field(ge=1, le=120)], ...] = Field(min_length=1)


class Notices(Draft):
    """How long each level's notice stands."""

    village: Term
    town: Term
    county: Term


class Facts(Draft):
    """A household and its house, as an example states it."""

    on: date
    grade: Grade
    groups: tuple[Code, ...]
    persons: Persons = 1
    oldest: Annotated[int, Field(ge=0, le=120)] = 50
    wishes_care: bool = False
    mode: Mode | None = None
    cost_fen: Amount | None = Field(default=None, alias="cost")
    area_m2: SquareMetres | None = Field(default=None, alias="area")


class Expected(Draft):
    modes: tuple[Mode, ...]
    subsidy_fen: Amount | None = Field(default=None, alias="subsidy")
    sources: dict[MoneySource, Amount] = {}
    area: tuple[SquareMetres, SquareMetres] | None = None


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class HelpPolicy(Document):
    """One place's rule of help with dangerous houses between two dates."""

    groups: tuple[Group, ...] = Field(min_length=1)
    once_only: OnceOnly
    safe_house_of_children: Bar
    another_safe_house: Bar
    old_from: Annotated[int, Field(ge=50, le=100)]
    old_reference: str
    modes: tuple[ModeRule, ...] = Field(min_length=1)
    areas: Areas
    subsidies: tuple[SubsidyLine, ...]
    never_above_cost: Value
    sources: tuple[Payer, ...] = Field(min_length=1)
    holding: Holding | None = None
    """Nothing is set aside before the acceptance where the place has none."""
    stages: tuple[Stage, ...] = Field(min_length=1)
    notices: Notices
    visits: Visits
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        codes = [group.code for group in self.groups]
        if len(set(codes)) != len(codes):
            raise ValueError("groups 中有重复的 code")
        named = {code for line in self.subsidies for code in (*line.groups, *(line.more.if_also if line.more else ()))}
        if unknown := named - set(codes):
            raise ValueError(f"groups 中没有 {'、'.join(sorted(unknown))}")
        if self.sources[-1].up_to_fen is not None or any(payer.up_to_fen is None for payer in self.sources[:-1]):
            raise ValueError("sources 除最后一个外都写 up_to；最后一个不写，承担其余部分")
        must_be_whole(self.stages)
        self.must_know(self._references())
        return self

    def _references(self) -> list[str]:
        values: list[Value] = [self.once_only, self.safe_house_of_children, self.another_safe_house, self.never_above_cost]
        values += [*self.groups, *self.modes, *self.areas.steps, self.areas.beyond, *self.subsidies, *self.sources, *self.stages]
        values += [self.notices.village, self.notices.town, self.notices.county, self.visits]
        values += [line.more for line in self.subsidies if line.more]
        values += [self.holding] if self.holding else []
        return [value.reference for value in values] + [self.old_reference]
