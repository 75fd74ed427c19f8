"""The shape of a place's lending policy: classes of loans, their uses, steps and subsidies, extension, and the fund behind them.

The outer shape is that of every policy file (`shared.policy.document`). Ratios are exact; amounts are yuan in the file.
"""

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.base_rate import Code
from services.funds.rules.subsidy import SubsidyTerms, SubsidyTo, SubsidyWay, subsidy_rate
from shared.errors import NotFound
from shared.money import half_up
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Ratio, Text


class NoLendingRule(NotFound):
    """该地没有生效的小额信贷办法"""

    mend = "请联系平台管理员在小额信贷办法文件中补录并注明出处"


class Borrower(StrEnum):
    """Who borrows."""

    HOUSEHOLD = "household"
    ENTERPRISE = "enterprise"
    STUDENT = "student"


BORROWER_NAMES = {Borrower.HOUSEHOLD: "农户", Borrower.ENTERPRISE: "经营主体", Borrower.STUDENT: "学生"}


class StepBy(StrEnum):
    """Who takes a step of the chain. A bank's is written down by the county, for banks have no account here."""

    APPLICANT = "applicant"
    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    BANK = "bank"


class Use(Value):
    """What a loan is used for."""

    code: Code
    title: Text


class Step(Value):
    """One step of the way to a loan."""

    code: Code
    title: Text
    by: StepBy


class SubsidyDraft(Draft):
    """How interest is subsidised: whole, a share of the base rate, or so much a year; never above what the loan bears."""

    way: SubsidyWay
    rate: Ratio | None = None
    to: SubsidyTo

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.way is SubsidyWay.FULL) != (self.rate is None):
            raise ValueError("way 为 full 时不写 rate，其余须写")
        return self


class LoanClass(Value):
    """A class of loans. Without a limit the bank alone decides how much."""

    code: Code
    title: Text
    borrower: Borrower
    limit_fen: Amount | None = Field(default=None, alias="limit")
    subsidised_fen: Amount | None = Field(default=None, alias="subsidised_to")
    term_months: Annotated[int, Field(gt=0, le=360)]
    needs_grade: bool
    is_guaranteed: bool
    base: Code
    is_rate_capped: bool
    """Whether the rate of the contract may not be above the base rate."""
    subsidy: SubsidyDraft
    uses: tuple[Code, ...] = Field(min_length=1)
    steps: tuple[Code, ...] = Field(min_length=2)
    amounts_reference: str | None = None
    steps_reference: str | None = None


class Extension(Value):
    times: Annotated[int, Field(ge=0, le=5)]
    short_months: Annotated[int, Field(gt=0, le=60)]
    """Loans of so many months and fewer are short ones."""
    short_share: Ratio
    long_share: Ratio
    is_subsidised: bool
    """Whether the time that is added is subsidised too."""
    notice_days: Annotated[int, Field(gt=0, le=60)] | None = None
    """How long the village is shown it before it is agreed to; without, no notice is asked for."""


class Renewal(Value):
    times: Annotated[int, Field(ge=0, le=5)]
    is_subsidised: bool = True
    notice_days: Annotated[int, Field(gt=0, le=60)] | None = None


class Days(Value):
    days: Annotated[int, Field(gt=0, le=365)]


class StrikeDay(Value):
    strike_day: Annotated[int, Field(ge=1, le=28)]


class Guarantee(Value):
    """The frame within which a county agrees with its banks."""

    multiple_at_most: Annotated[int, Field(gt=0, le=50)]
    fund_share_at_most: Ratio
    stop_overdue_at: Ratio
    """Above this part of what is lent, nothing new is guaranteed."""
    stop_from_fen: Amount = Field(alias="stop_from")
    """Below this sum lent a single late household would stop the county: no line yet."""
    compensate_after_days: Annotated[int, Field(gt=0, le=720)]


class SubsidyExample(Draft):
    """A worked case that the policy must reproduce: so many days of one principal, a year of 360 days."""

    name: Text
    loan_class: Code = Field(alias="class")
    principal_fen: Amount = Field(alias="principal")
    rate: Ratio
    base: Ratio
    days: Annotated[int, Field(gt=0, le=366)]
    subsidy_fen: Amount = Field(alias="subsidy")


class LendingPolicy(Document):
    """One place's rules of small loans between two dates."""

    uses: tuple[Use, ...] = Field(min_length=1)
    refused_uses: tuple[Use, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=2)
    classes: tuple[LoanClass, ...] = Field(min_length=1)
    extension: Extension
    renewal: Renewal
    reminder: Days
    quarter: StrikeDay
    guarantee: Guarantee
    examples: tuple[SubsidyExample, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        singles = (self.extension, self.renewal, self.reminder, self.quarter, self.guarantee)
        self.must_know([each.reference for each in (*self.uses, *self.refused_uses, *self.steps, *self.classes, *singles)])
        self.must_know([each for one in self.classes for each in (one.amounts_reference, one.steps_reference) if each])
        uses, steps = {each.code for each in self.uses}, {each.code: each for each in self.steps}
        for one in self.classes:
            if unknown := (set(one.uses) - uses) | (set(one.steps) - set(steps)):
                raise ValueError(f"{one.code} 引用了没有写明的 {'、'.join(sorted(unknown))}")
            by = [steps[code].by for code in one.steps]
            if by[0] is not StepBy.APPLICANT or by[-1] is not StepBy.BANK or StepBy.BANK in by[:-1]:
                raise ValueError(f"{one.code} 的程序由申请开始、以银行审定结束")
        for example in self.examples:
            shown = self.find_class(example.loan_class)
            if shown is None or worked(shown, example) != example.subsidy_fen:
                raise ValueError(f"算例“{example.name}”与贴息办法不符")
        return self

    def find_class(self, code: str) -> LoanClass | None:
        return next((each for each in self.classes if each.code == code), None)

    def find_use(self, code: str) -> Use | None:
        return next((each for each in self.uses if each.code == code), None)

    def find_refused_use(self, code: str) -> Use | None:
        return next((each for each in self.refused_uses if each.code == code), None)

    def steps_of(self, loan_class: LoanClass) -> list[Step]:
        by_code = {each.code: each for each in self.steps}
        return [by_code[code] for code in loan_class.steps]


def subsidy_of(loan_class: LoanClass, subsidised_fen: int | None, until_on: date | None) -> SubsidyTerms:
    """The terms of a class for one loan: `subsidised_fen` of its principal at most (None: all of it), until that day."""
    return SubsidyTerms(loan_class.subsidy.way, loan_class.subsidy.rate or Fraction(0), subsidised_fen, until_on)


def worked(loan_class: LoanClass, example: SubsidyExample) -> int:
    """What the policy gives for a worked case, in fen."""
    terms = subsidy_of(loan_class, loan_class.subsidised_fen, None)
    principal = example.principal_fen if terms.at_most_fen is None else min(example.principal_fen, terms.at_most_fen)
    return half_up(principal * subsidy_rate(terms, example.rate, example.base) * example.days / 360)
