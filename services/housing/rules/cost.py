"""What renovations cost by the square metre: medians, quartiles, and houses whose price stands apart, in exact fractions.

A quartile lies between the two nearest houses where it falls between them, in a line, as spreadsheets reckon QUARTILE.INC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from services.housing.rules.mode import Mode
from shared.errors import Unprocessable
from shared.money import half_up, yuan_grouped
from shared.policy.document import Document, Value
from shared.policy.written import Amount, Ratio, Text


def _times(value: Any) -> Fraction:
    return Fraction(str(value))


class NoCostRule(Unprocessable):
    """该地该日没有可适用的造价比较办法"""

    mend = "请由平台运维为该地补充政策文件"


class OutlierRule(Value):
    """How far from the others a price is apart: so many times the distance of the quartiles, and never nearer than a share of
    the median. Fewer houses than `least_houses` are not compared."""

    least_houses: Annotated[int, Field(ge=3, le=1000)]
    times: Annotated[Fraction, BeforeValidator(_times), Field(gt=0, le=10)]
    least_share: Ratio


class ReferencePrice(Value):
    """What a document says a square metre costs, or is given."""

    mode: Mode
    per_m2_fen: Amount = Field(alias="per_m2", gt=0)
    title: Text


class CostPolicy(Document):
    """One place's way of comparing prices."""

    outliers: OutlierRule
    reference_prices: tuple[ReferencePrice, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(value.reference for value in (self.outliers, *self.reference_prices))
        return self

    def price_of(self, mode: Mode) -> ReferencePrice | None:
        return next((each for each in self.reference_prices if each.mode is mode), None)


@dataclass(frozen=True, slots=True)
class Spread:
    """How prices lie, in fen by the square metre."""

    count: int
    least: Fraction
    lower: Fraction
    median: Fraction
    upper: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Fences:
    """Below and above them a price stands apart."""

    low: Fraction
    high: Fraction


def per_m2(cost_fen: int, area_m2: Decimal) -> Fraction:
    """Fen by the square metre, exactly."""
    return Fraction(cost_fen) / Fraction(area_m2)


def spread_of(prices: Sequence[Fraction]) -> Spread | None:
    """None where there is nothing."""
    if not prices:
        return None
    order = sorted(prices)
    lower, median, upper = (_quantile(order, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(len(order), order[0], lower, median, upper, order[-1])


def _quantile(order: Sequence[Fraction], share: Fraction) -> Fraction:
    at = share * (len(order) - 1)
    below = int(at)
    above = min(below + 1, len(order) - 1)
    return order[below] + (at - below) * (order[above] - order[below])


def fences_of(spread: Spread, rule: OutlierRule) -> Fences | None:
    """None where there are too few to compare."""
    if spread.count < rule.least_houses:
        return None
    reach = rule.times * (spread.upper - spread.lower)
    low = min(spread.lower - reach, spread.median * (1 - rule.least_share))
    high = max(spread.upper + reach, spread.median * (1 + rule.least_share))
    return Fences(max(low, Fraction(0)), high)


def why_apart(price: Fraction, spread: Spread, fences: Fences) -> str:
    """In words, why a price stands apart; empty where it does not."""
    if fences.low <= price <= fences.high:
        return ""
    side, fence = ("高于", fences.high) if price > fences.high else ("低于", fences.low)
    bound = "上限" if price > fences.high else "下限"
    percent = half_up((price / spread.median - 1) * 100)
    return (
        f"每平方米 {said(price)} 元，{side}同方式 {spread.count} 户的{bound} {said(fence)} 元；"
        f"比中位数 {said(spread.median)} 元{'高' if percent >= 0 else '低'} {abs(percent)}%"
    )


def said(price: Fraction) -> str:
    """Yuan with its fen, as people read it."""
    return yuan_grouped(half_up(price))


@dataclass(frozen=True, slots=True)
class Built:
    """A house with what it cost."""

    number: str
    region: str
    house_id: UUID
    mode: Mode
    structure: str
    contractor_id: UUID | None
    contractor: str
    year: int
    accepted_on: date
    cost_fen: int
    area_m2: Decimal

    @property
    def price(self) -> Fraction:
        return per_m2(self.cost_fen, self.area_m2)
