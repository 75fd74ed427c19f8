"""The shape of a place's rules of paying households: who signs by amount, what counts as paid twice, when statements go out."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.approval import Needed
from shared.errors import Unprocessable
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class NoPaymentRule(Unprocessable):
    """本地没有到户发放的规则文件"""

    mend = "请联系平台运维补充该地的发放规则"


class Verdict(StrEnum):
    """What a likely double payment means."""

    ALLOW = "allow"
    """Nothing is noted."""
    WARN = "warn"
    """It is listed, and may be paid."""
    REFUSE = "refuse"
    """It is not approved before a person has decided, with a reason."""


VERDICT_NAMES = {Verdict.ALLOW: "不提示", Verdict.WARN: "提示", Verdict.REFUSE: "决定前不得发放"}


class Step(Value):
    """Up to this amount (included; without one: whatever the amount), so many sign."""

    up_to_fen: Amount | None = Field(default=None, alias="up_to", gt=0)
    persons: Annotated[int, Field(ge=1, le=5)]
    of_county: Annotated[int, Field(ge=0, le=5)]

    @property
    def needed(self) -> Needed:
        return Needed(self.persons, self.of_county)


class DoubleDipRule(Value):
    """Of two payments of one programme and period: to the same household, and to households that share or shared a member."""

    household: Verdict
    kin: Verdict


class StatementDay(Value):
    """On which day of the month households are told what the month before brought."""

    day: Annotated[int, Field(ge=1, le=28)]


class Facts(Draft):
    amount_fen: Amount = Field(alias="amount", gt=0)


class Expected(Draft):
    persons: int
    of_county: int


class Example(Draft):
    """A worked case that the policy must reproduce."""

    name: Text
    facts: Facts
    expected: Expected


class PaymentPolicy(Document):
    """One place's rules between two dates."""

    approval: tuple[Step, ...] = Field(min_length=1)
    double_dip: DoubleDipRule
    double_dip_of: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], DoubleDipRule] = {}
    """By programme, where it differs."""
    statement: StatementDay
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        *lower, last = self.approval
        bounds = [step.up_to_fen or 0 for step in lower]
        if last.up_to_fen is not None or bounds != sorted(set(bounds)) or 0 in bounds:
            raise ValueError("approval 须按 up_to 从低到高排列，最后一档不写 up_to")
        if any(step.of_county > step.persons for step in self.approval):
            raise ValueError("of_county 不得多于 persons")
        values = (*self.approval, self.double_dip, *self.double_dip_of.values(), self.statement)
        self.must_know(value.reference for value in values)
        return self

    def needed_for(self, amount_fen: int) -> Needed:
        """Who must sign for this amount."""
        return next(step.needed for step in self.approval if step.up_to_fen is None or amount_fen <= step.up_to_fen)

    def double_dip_rule(self, programme: str) -> DoubleDipRule:
        return self.double_dip_of.get(programme, self.double_dip)
