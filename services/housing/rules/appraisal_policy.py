"""The shape of an appraisal policy: what is looked for, what is measured, how members are counted, and how opinions are settled.

The outer shape is that of every policy file (`shared.policy.document`). How the parts' conditions make a grade is not said
here: surveys and appraisals share that rule (`survey_policy`).
"""

from collections import Counter
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from services.housing.rules.house import Condition, Grade, Part
from services.housing.rules.member import Count, Group, Member, Scale
from services.housing.rules.structure import APPRAISED, Structure
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Ratio, Text


def _exact(written: Any) -> Fraction:
    try:
        return Fraction(str(written))
    except ValueError:
        raise ValueError(f"{written} 不是数") from None


def _count(written: Any) -> Count:
    total, _, dangerous = str(written).partition("/")
    if not (total.isdigit() and dangerous.isdigit()):
        raise ValueError(f"{written} 应写成 构件数/危险构件数，例如 12/3")
    return Count(int(total), int(dangerous))


Exact = Annotated[Fraction, BeforeValidator(_exact)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]


class Years(Value):
    years: Annotated[int, Field(ge=1, le=30)]


class Opinions(Value):
    """How many opinions settle what two of them see differently."""

    settled_by: Annotated[int, Field(ge=3, le=3)]


class DisputeTerms(Value):
    file_working_days: Annotated[int, Field(ge=1, le=250)]
    decide_working_days: Annotated[int, Field(ge=1, le=250)]


class Differing(Value):
    """By how many grades counting may at most be better than looking."""

    better_by: Annotated[int, Field(ge=0, le=3)]


class Qualitative(Value):
    """The grade by looking from which on members have to be counted."""

    count_from: Grade


class Sought(Value):
    """What is looked for or measured in one part, of houses of these structures; of all where none is named."""

    code: Code
    part: Part
    structures: tuple[Structure, ...] = ()

    def fits(self, structure: Structure) -> bool:
        return not self.structures or structure in self.structures


class Sign(Sought):
    """Something to tick, and how the part is where it is found."""

    text: Text
    condition: Condition


class Step(Draft):
    over: Exact
    condition: Condition


class Reading(Sought):
    """Something to measure, and how the part is above each step."""

    title: Text
    unit: Text
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        steps = [(step.over, list(Condition).index(step.condition)) for step in self.steps]
        if steps != sorted(steps) or len({over for over, _ in steps}) < len(steps):
            raise ValueError(f"{self.code} 的各档须由小到大，数值越大情况不得越好")
        return self

    def condition_at(self, value: Fraction) -> Condition:
        return next((step.condition for step in reversed(self.steps) if value > step.over), Condition.SOUND)


class MemberWeight(Value):
    member: Member
    group: Group
    weight: Annotated[Exact, Field(gt=0)]


class MembershipRule(Value):
    few: Ratio
    many: Ratio
    caps: dict[Group, Ratio]
    whole_from: Ratio

    @model_validator(mode="after")
    def _is_a_scale(self) -> Self:
        if not 0 < self.few < self.many < 1:
            raise ValueError("few 须大于 0 且小于 many，many 须小于 100%")
        if set(self.caps) != set(Group):
            raise ValueError("caps 须列出 foundation、superstructure、enclosure")
        return self

    @property
    def scale(self) -> Scale:
        return Scale(self.few, self.many, self.caps, self.whole_from)


class Floor(Value):
    """What counting makes at best: with any dangerous member, and where the foundation itself is at c or d."""

    any_dangerous: Grade
    foundation_failing: Grade


class OtherScale(Value):
    """Another published scale, told and not followed: above this share of bearing members the house is D."""

    whole_over: Ratio


class Expected(Draft):
    conditions: dict[Part, Condition]
    qualitative: Grade | None = None
    counted: Grade | None = None
    grade: Grade


class Example(Draft):
    """A worked case that the policy must reproduce; parts that are not named are sound."""

    name: Text
    structure: Structure
    signs: tuple[Code, ...] = ()
    readings: dict[Code, Exact] = {}
    counts: dict[Member, Annotated[Count, BeforeValidator(_count)]] = {}
    expected: Expected


class AppraisalPolicy(Document):
    """One place's rule of appraisals between two dates."""

    validity: Years
    opinion: Opinions
    dispute: DisputeTerms
    differing: Differing
    qualitative: Qualitative
    signs: tuple[Sign, ...] = Field(min_length=1)
    readings: tuple[Reading, ...]
    members: tuple[MemberWeight, ...]
    memberships: MembershipRule
    floor: Floor
    other_scale: OtherScale
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        sought: list[Sought] = [*self.signs, *self.readings]
        if twice := [code for code, times in Counter(each.code for each in sought).items() if times > 1]:
            raise ValueError(f"代码重复：{'、'.join(twice)}")
        bare = [
            f"{structure}/{part}"
            for structure in APPRAISED
            for part in Part
            if not any(sign.part is part and sign.fits(structure) for sign in self.signs)
        ]
        if bare:
            raise ValueError(f"没有可勾选的情形：{'、'.join(bare)}")
        if [weight.member for weight in self.members] != list(Member):
            raise ValueError("members 须依次列出每一种构件")
        known = [self.validity, self.opinion, self.dispute, self.differing, self.qualitative, self.memberships, self.floor]
        self.must_know(value.reference for value in (*known, self.other_scale, *sought, *self.members))
        return self

    def signs_for(self, structure: Structure, part: Part) -> list[Sign]:
        return [sign for sign in self.signs if sign.part is part and sign.fits(structure)]

    def readings_for(self, structure: Structure) -> list[Reading]:
        return [reading for reading in self.readings if reading.fits(structure)]
