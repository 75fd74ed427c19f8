"""The shape of a policy of town reserves (镇街备用金): how much may lie in one, when it is filled again, and who agrees."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class Ceiling(Value):
    """The most that may lie in a town's reserve, below which it is filled again, and up to where."""

    most_fen: Amount = Field(alias="most", gt=0)
    floor_fen: Amount = Field(alias="floor", gt=0)
    refill_to_fen: Amount = Field(alias="refill_to", gt=0)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not self.floor_fen < self.refill_to_fen <= self.most_fen:
            raise ValueError("须 floor < refill_to ≤ most")
        return self


class TownCeiling(Ceiling):
    """The same of one town that differs."""

    town: Annotated[str, Field(pattern=r"^\d{9}$")]


class ConfirmAbove(Value):
    """What is more than this the county confirms before the money moves."""

    amount_fen: Amount = Field(alias="above")


class AccountDue(Value):
    """By which day of the next month a town hands in its account of a month."""

    day: Annotated[int, Field(ge=1, le=28)]


class Facts(Draft):
    town: str
    available_fen: Amount = Field(alias="available")


class Expected(Draft):
    refill_fen: Amount = Field(alias="refill")
    needs_county: bool


class Example(Draft):
    """A worked case that the policy must reproduce: what is asked for by itself."""

    name: Text
    facts: Facts
    expected: Expected


class ReservePolicy(Document):
    """One place's rule of town reserves between two dates."""

    each_town: Ceiling
    towns: tuple[TownCeiling, ...] = ()
    confirm: ConfirmAbove
    account: AccountDue
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if len({one.town for one in self.towns}) < len(self.towns):
            raise ValueError("towns 中同一镇街只能写一次")
        if strangers := [one.town for one in self.towns if not one.town.startswith(self.region)]:
            raise ValueError(f"towns 中有不属于本辖区的镇街：{'、'.join(strangers)}")
        self.must_know(value.reference for value in (self.each_town, *self.towns, self.confirm, self.account))
        return self

    def ceiling_of(self, town: str) -> Ceiling:
        return next((one for one in self.towns if one.town == town), self.each_town)
