"""The shape of a house-survey policy: how soon, and which condition of which part makes which grade.

The outer shape (policy, title, region, in_force, references, examples) is that of every policy file of the platform. A value
that we concluded ourselves says so and says why.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.housing.rules.house import Condition, Grade, Part
from shared.policy.clauses import Trust
from shared.policy.draft import Draft, ReferenceDraft, TermDraft, Text


class Reference(ReferenceDraft):
    """Where a value comes from. An inferred one has a reason."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.trust is Trust.INFERRED and not self.reason:
            raise ValueError("推定的数值(trust: inferred)须写明理由(reason)")
        return self

    @property
    def spoken(self) -> str:
        """The document and clause, and aloud where we concluded it ourselves."""
        return f"{self.document}:{self.clause}" + ("(平台推定)" if self.trust is Trust.INFERRED else "")


class Value(Draft):
    """Something the policy fixes, with the key of its reference."""

    reference: str


class WorkingDays(Value):
    working_days: Annotated[int, Field(gt=0, le=365)]


class GradeMeaning(Value):
    grade: Grade
    meaning: Text


class PartRule(Value):
    """What each condition of one part makes of the house."""

    part: Part
    is_load_bearing: bool
    grades: dict[Condition, Grade]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        made = [self.grades.get(condition) for condition in Condition]
        if None in made:
            raise ValueError(f"{self.part} 须对每一种情况各列一个等级")
        if made != sorted(filter(None, made)):
            raise ValueError(f"{self.part} 的情况越差,等级不得越好")
        return self


class WholeHouse(Value):
    """From this many failing load-bearing parts on, the whole house is dangerous."""

    load_bearing_parts: Annotated[int, Field(ge=2, le=3)]


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    parts: dict[Part, Condition]
    expected: Grade


class SurveyPolicy(Draft):
    """One place's rule of house surveys between two dates."""

    policy: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    region: Annotated[str, Field(pattern=r"^(\d{2}){0,3}$")]
    in_force: TermDraft
    references: dict[str, Reference] = Field(min_length=1)
    survey_due: WorkingDays
    grades: tuple[GradeMeaning, ...]
    parts: tuple[PartRule, ...]
    whole_house: WholeHouse
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if [meaning.grade for meaning in self.grades] != list(Grade):
            raise ValueError("grades 须依次列出 A、B、C、D")
        if [rule.part for rule in self.parts] != list(Part):
            raise ValueError("parts 须依次列出每一个部位")
        named = {value.reference for value in (self.survey_due, self.whole_house, *self.grades, *self.parts)}
        if unknown := named - set(self.references):
            raise ValueError(f"references 中没有 {'、'.join(sorted(unknown))}")
        return self

    def source(self, value: Value) -> Reference:
        """The document behind a value."""
        return self.references[value.reference]

    def meaning_of(self, grade: Grade) -> GradeMeaning:
        return next(meaning for meaning in self.grades if meaning.grade is grade)

    def covers(self, on: date) -> bool:
        return self.in_force.start <= on and (self.in_force.end is None or on <= self.in_force.end)


def in_force(policies: Iterable[SurveyPolicy], *, region: str, on: date) -> SurveyPolicy | None:
    """The policy of the narrowest place around `region` on this day; the newest where two files overlap."""
    fitting = [policy for policy in policies if region.startswith(policy.region) and policy.covers(on)]
    return max(fitting, key=lambda policy: (len(policy.region), policy.in_force.start), default=None)
