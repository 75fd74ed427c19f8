"""The shape of a house-survey policy: how soon, and which condition of which part makes which grade.

The outer shape is that of every policy file (`shared.policy.document`).
"""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.housing.rules.house import Condition, Grade, Part
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text, in_full_width


class WorkingDays(Value):
    working_days: Annotated[int, Field(gt=0, le=365)]


class GradeMeaning(Value):
    grade: Grade
    meaning: Annotated[Text, AfterValidator(in_full_width)]


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
            raise ValueError(f"{self.part} 的情况越差，等级不得越好")
        return self


class WholeHouse(Value):
    """From this many failing load-bearing parts on, the whole house is dangerous."""

    load_bearing_parts: Annotated[int, Field(ge=2, le=3)]


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    parts: dict[Part, Condition]
    expected: Grade


class SurveyPolicy(Document):
    """One place's rule of house surveys between two dates."""

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
        self.must_know(value.reference for value in (self.survey_due, self.whole_house, *self.grades, *self.parts))
        return self

    def meaning_of(self, grade: Grade) -> GradeMeaning:
        return next(meaning for meaning in self.grades if meaning.grade is grade)
