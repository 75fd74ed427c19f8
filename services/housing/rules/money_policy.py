"""How a place's policy lets the subsidy of a house be held and paid: when money is set aside, in which stages, due when.

The shape of the two values `holding` and `stages` of a help policy; amounts follow from `rules/house_money.py`.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.policy.document import Value
from shared.policy.written import Text

Months = Annotated[int, Field(ge=1, le=60)]


class HoldAt(StrEnum):
    """From when on the promised subsidy is set aside."""

    COUNTY_AGREED = "county-agreed"
    """The county promises it: two promises over the same money are found before any household signs."""
    SIGNED = "signed"
    """Only for those who signed; between approval and agreement the county may promise more than it has."""


class StageAt(StrEnum):
    """What a stage of the subsidy waits for."""

    STARTED = "started"
    STRUCTURE = "structure"
    """The main structure was inspected, and nothing found there is still open."""
    FINISHED = "finished"
    ACCEPTED = "accepted"
    VISITED = "visited"
    """A return visit, so many months after the acceptance, found the house sound: what was kept back for quality (质保金)."""


STAGE_AT_NAMES = {
    StageAt.STARTED: "开工",
    StageAt.STRUCTURE: "主体结构检查合格",
    StageAt.FINISHED: "完工",
    StageAt.ACCEPTED: "竣工验收合格",
    StageAt.VISITED: "质保期满回访完好",
}

IN_ORDER = tuple(StageAt)


class Holding(Value):
    """Public money for a house is set aside before it is built."""

    at: HoldAt
    budget_code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    """Of whose budget lines."""
    budget_title: Annotated[str, Field(max_length=40)] = ""
    """What people call that budget; a place that says nothing is shown its code."""
    works_wait: bool
    """No works without money held."""
    may_stand_in: bool
    """Where a source has no line or no room, another source's line of the same budget may bear its part."""


class Stage(Value):
    """A part of the subsidy, what it waits for, and by when it is to be with the household."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]
    title: Text
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    share: Annotated[str, Field(pattern=r"^[1-9]\d{0,3}/[1-9]\d{0,3}$")] | None = None
    """`1/3`: what no percentage says exactly."""
    at: StageAt = StageAt.ACCEPTED
    after_months: Months | None = None
    """With VISITED: a visit counts from so many months after the acceptance on."""
    within_months: Months | None = None
    """From the day it is due for until it has to be paid; nothing where the place says none."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.percent is None) == (self.share is None):
            raise ValueError("percent（百分之几）与 share（几分之几）写且只写一个")
        if (self.after_months is None) == (self.at is StageAt.VISITED):
            raise ValueError("after_months 用于且必须用于质保期满回访的阶段（at: visited）")
        return self

    @property
    def part(self) -> Fraction:
        """Of the subsidy, exactly."""
        return Fraction(self.share) if self.share else Fraction(self.percent or 0, 100)

    @property
    def spoken(self) -> str:
        """`30%` or `1/3`."""
        return self.share or f"{self.percent}%"


def must_be_whole(stages: tuple[Stage, ...]) -> None:
    """Raises ValueError unless the parts add up to one, in the order of the works, with one at the acceptance."""
    if sum((stage.part for stage in stages), Fraction(0)) != 1:
        raise ValueError("stages 各阶段的份额合计须为 100%")
    if len({stage.code for stage in stages}) != len(stages):
        raise ValueError("stages 中有重复的 code")
    if [stage.at for stage in stages].count(StageAt.ACCEPTED) != 1:
        raise ValueError("stages 须有且只有一个竣工验收后拨付的阶段（at: accepted），由它结清前面各阶段")
    places = [(IN_ORDER.index(stage.at), stage.after_months or 0) for stage in stages]
    if places != sorted(places):
        raise ValueError("stages 须按施工的先后排列")
