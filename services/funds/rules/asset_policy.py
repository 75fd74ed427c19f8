"""The shape of a policy of assets: classes and their lives, least yield, inspection, sharing of income, steps of a disposal.

The outer shape is that of every policy file (`shared.policy.document`). Ratios are exact.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Ratio, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]


class DisposalStep(StrEnum):
    """Who has to agree to a disposal, each after the one before."""

    VILLAGE_ASSEMBLY = "village-assembly"
    TOWN = "town"
    COUNTY = "county"


STEP_NAMES = {
    DisposalStep.VILLAGE_ASSEMBLY: "村民（代表）会议表决",
    DisposalStep.TOWN: "镇街审核",
    DisposalStep.COUNTY: "县区批准",
}


class AssetClass(Value):
    """What wears out in how many years; without years it does not."""

    code: Code
    title: Text
    years: Annotated[int, Field(gt=0, le=100)] | None = None
    residual: Ratio


class LeastYield(Value):
    ratio: Ratio


class Months(Value):
    months: Annotated[int, Field(gt=0, le=60)]


class DayCount(Value):
    days: Annotated[int, Field(gt=0, le=365)]


class Factor(Draft):
    """What makes a household's need, and how many points each one counts."""

    code: Code
    title: Text
    points: Annotated[int, Field(gt=0, le=1000)]


class Sharing(Value):
    """How a year's income is parted: of the whole to households, of that the same for each, the rest by points."""

    households: Ratio
    guaranteed: Ratio
    notice_days: Annotated[int, Field(gt=0, le=90)]
    notice_reference: str
    factors: tuple[Factor, ...] = Field(min_length=1)
    factors_reference: str


class DisposalChain(Value):
    steps: tuple[DisposalStep, ...] = Field(min_length=1)


class AssetPolicy(Document):
    """One place's rules of assets between two dates."""

    classes: tuple[AssetClass, ...] = Field(min_length=1)
    least_yield: LeastYield
    inspection: Months
    reminder: DayCount
    titles: Value
    """By what the register is kept: what the public reads of assets names its document."""
    registration: DayCount
    """From a project's hand-over until all that it left stands in the register."""
    sharing: Sharing
    disposal: DisposalChain

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for codes in ([each.code for each in self.classes], [each.code for each in self.sharing.factors], self.disposal.steps):
            if len(set(codes)) != len(codes):
                raise ValueError("同一代码只能写一次")
        days = (self.inspection, self.reminder, self.registration)
        values = (*self.classes, self.least_yield, self.titles, *days, self.sharing, self.disposal)
        self.must_know([value.reference for value in values])
        self.must_know([self.sharing.notice_reference, self.sharing.factors_reference])
        return self

    def find_class(self, code: str) -> AssetClass | None:
        return next((each for each in self.classes if each.code == code), None)

    def find_factor(self, code: str) -> Factor | None:
        return next((each for each in self.sharing.factors if each.code == code), None)
