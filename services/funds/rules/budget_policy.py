"""The shape of a place's budget policy: programmes, uses, the negative list, the ceiling of the fee, and the end of a year.

The outer shape is that of every policy file (`shared.policy.document`).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.account import Source
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Ratio, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,39}$")]
Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Programme(Value):
    """A programme (专项) and whose money may pay for it."""

    code: Code
    title: Text
    sources: Sources


class Use(Value):
    """What a line's money may be spent on, and in which programmes."""

    code: Code
    title: Text
    programmes: tuple[Code, ...] = Field(min_length=1)


class Forbidden(Value):
    """What money of these sources may never be spent on (负面清单)."""

    code: Code
    title: Text
    sources: Sources


class FeeCeiling(Value):
    """The fee for managing projects: of what a source gave in a year, at most this share."""

    use: Code
    sources: Sources
    share: Ratio

    def most_fen(self, received_fen: int) -> int:
        """What the fee may come to: what is below one fen is dropped."""
        return int(received_fen * self.share)

    @property
    def per_10000(self) -> int:
        """The share as the database keeps it; the file is written in hundredths of a per cent at most."""
        return int(self.share * 10_000)


class IfBelow(StrEnum):
    """What becomes of a plan that is below that of the year before."""

    WARN = "warn"
    REFUSE = "refuse"


class AgainstLastYear(Value):
    sources: Sources
    rule: IfBelow


class Clawback(Value):
    """Money that is not spent by the end of its n-th year is taken back; younger money is carried over."""

    years: Annotated[int, Field(ge=1, le=10)]


class Milestone(Value):
    """How much of a line should be paid by the end of a month."""

    month: Annotated[int, Field(ge=1, le=12)]
    share: Ratio


class Facts(Draft):
    received_fen: Amount = Field(alias="received")
    fee_fen: Amount = Field(alias="fee")


class Expected(Draft):
    fee_fits: bool


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class BudgetPolicy(Document):
    """One place's rules of the budget between two dates."""

    programmes: tuple[Programme, ...] = Field(min_length=1)
    uses: tuple[Use, ...] = Field(min_length=1)
    negative: tuple[Forbidden, ...] = Field(min_length=1)
    management_fee: FeeCeiling
    against_last_year: tuple[AgainstLastYear, ...] = ()
    clawback: Clawback
    progress: tuple[Milestone, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        programmes = _once("programmes", (one.code for one in self.programmes))
        uses = _once("uses", (use.code for use in self.uses))
        _once("uses 与 negative", [*uses, *(one.code for one in self.negative)])
        if unknown := {code for use in self.uses for code in use.programmes} - programmes:
            raise ValueError(f"programmes 中没有 {'、'.join(sorted(unknown))}")
        if self.management_fee.use not in uses:
            raise ValueError("management_fee 的 use 须是 uses 中的一项")
        if (self.management_fee.share * 10_000).denominator != 1:
            raise ValueError("management_fee 的 share 至多写到万分之一")
        months = [step.month for step in self.progress]
        if months != sorted(set(months)):
            raise ValueError("progress 须按 month 从小到大排列，不得重复")
        values = [*self.programmes, *self.uses, *self.negative, *self.against_last_year, *self.progress]
        self.must_know(value.reference for value in (*values, self.management_fee, self.clawback))
        return self

    def programme_of(self, code: str) -> Programme | None:
        return next((one for one in self.programmes if one.code == code), None)

    def use_of(self, code: str) -> Use | None:
        return next((one for one in self.uses if one.code == code), None)

    def forbids(self, code: str, source: Source) -> Forbidden | None:
        """The item of the negative list that this use of this source's money is."""
        return next((one for one in self.negative if one.code == code and source in one.sources), None)

    def fee_ceiling(self, source: Source) -> FeeCeiling | None:
        return self.management_fee if source in self.management_fee.sources else None

    def if_below(self, source: Source) -> AgainstLastYear | None:
        return next((one for one in self.against_last_year if source in one.sources), None)

    def due_share(self, year: int, on: date) -> Fraction:
        """How much of a line of this year should be paid by this day: the share of the last month that is over."""
        passed = [step.share for step in self.progress if _is_over(year, step.month, on)]
        return passed[-1] if passed else Fraction(0)


def _is_over(year: int, month: int, on: date) -> bool:
    return (on.year, on.month) > (year, month)


def _once(where: str, codes: Iterable[str]) -> set[str]:
    listed = list(codes)
    if len(set(listed)) < len(listed):
        raise ValueError(f"{where} 的 code 不得重复")
    return set(listed)
