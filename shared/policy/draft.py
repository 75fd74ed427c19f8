"""The shape of a policy file, checked value by value; what must fit together is checked by `compile`."""

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from shared import money
from shared.policy.clauses import Base, Beyond, Period, Rounding, Trust, Whole

V = TypeVar("V")

_RATIO = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")


def _yuan(value: Any) -> int:
    try:
        return money.fen(value)
    except ValueError as wrong:
        raise PydanticCustomError("yuan", "{value} 不是金额", {"value": str(value), "mend": str(wrong)}) from None


def _ratio(value: Any) -> Fraction:
    written = _RATIO.fullmatch(str(value))
    ratio = Fraction(written[1]) / 100 if written else None
    if ratio is None or ratio > 1:
        mend = "写成 0% 到 100% 之间的百分数,例如 85%"
        raise PydanticCustomError("ratio", "{value} 不是比例", {"value": str(value), "mend": mend})
    return ratio


def _cases(value: Any) -> Any:
    """A value that is the same for everyone may be written without a list."""
    return value if isinstance(value, list) else [{"is": value}]


def _limit(value: Any) -> int | None:
    return None if value == "unlimited" else _yuan(value)


Amount = Annotated[int, BeforeValidator(_yuan)]
AmountOrNone = Annotated[int | None, BeforeValidator(_limit)]
"""An amount, or `unlimited`."""
Ratio = Annotated[Fraction, BeforeValidator(_ratio)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class Draft(BaseModel):
    """A piece of a policy file: nothing in it may go unread."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ReferenceDraft(Draft):
    document: Text
    clause: Text
    address: Text
    trust: Trust
    reason: str = ""


class TermDraft(Draft):
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")


class ConditionDraft(Draft):
    persons: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


class CaseDraft(Draft, Generic[V]):
    when: ConditionDraft = ConditionDraft()
    value: V = Field(alias="is")
    reference: str | None = None


class LimitDraft(Draft):
    share: Ratio
    of: Whole
    beyond: Beyond


class CeilingDraft(Draft):
    title: Text
    per: Period
    limit: Annotated[list[CaseDraft[AmountOrNone]], BeforeValidator(_cases)]
    reference: str


class LayerDraft(Draft):
    layer: Name
    title: Text
    payer: Text
    entitled: ConditionDraft = Field(default=ConditionDraft(), alias="for")
    base: Base
    per: Period = Period.STAY
    deductible: Annotated[list[CaseDraft[Amount]], BeforeValidator(_cases)] = []
    ratio: Annotated[list[CaseDraft[Ratio]], BeforeValidator(_cases)] = []
    tiers: Annotated[list[CaseDraft[dict[Amount, Ratio]]], BeforeValidator(_cases)] = []
    tiers_counted_from: Annotated[str, Field(pattern="^(zero|deductible)$")] = "zero"
    at_most: Annotated[list[CaseDraft[LimitDraft]], BeforeValidator(_cases)] = []
    draws_on: tuple[str, ...] = ()
    rounding: Rounding = Rounding.HALF_UP
    reference: str


class DepositDraft(Draft):
    entitled: ConditionDraft = Field(alias="for")
    causes_excluded: tuple[str, ...] = ()
    reference: str


class FactsDraft(Draft):
    on: date
    region: str
    level: str
    persons: tuple[str, ...] = ()
    total: Amount
    in_policy: Amount
    so_far: dict[str, Amount] = {}
    given: dict[str, Amount] = {}


class ExampleDraft(Draft):
    name: Text
    facts: FactsDraft
    expected: dict[str, Amount] = Field(min_length=1)
    reference: str


class PolicyDraft(Draft):
    policy: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    region: Annotated[str, Field(pattern=r"^(\d{2}){1,3}$")]
    in_force: TermDraft
    persons: dict[str, Text]
    levels: dict[str, Text] = Field(min_length=1)
    regions: dict[Annotated[str, Field(pattern=r"^\d{2,12}$")], Text] = {}
    references: dict[str, ReferenceDraft] = Field(min_length=1)
    ceilings: dict[Name, CeilingDraft] = {}
    layers: list[LayerDraft] = Field(min_length=1)
    burden_lines: list[CaseDraft[Amount]] = []
    deposit: DepositDraft | None = None
    examples: list[ExampleDraft] = Field(min_length=1)


def known_keys() -> set[str]:
    """Every key that may stand somewhere in a file, for "did you mean"."""
    return {field.alias or name for shape in Draft.__subclasses__() for name, field in shape.model_fields.items()}
