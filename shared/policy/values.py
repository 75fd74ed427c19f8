"""The words and values that every clause is made of: where a value comes from, for whom it holds, how it is rounded. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from shared.policy.condition import Condition
from shared.policy.income import IncomeOf, IncomeTable
from shared.policy.stay import Stay

T = TypeVar("T")


class Trust(StrEnum):
    """How well a value is attested."""

    PRINTED = "printed"
    """Read on a published page or in a published document."""
    SEED = "seed"
    """Said by one of the five founding documents."""
    INFERRED = "inferred"
    """Concluded by us; the reference says how."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value comes from."""

    document: str
    clause: str
    address: str
    trust: Trust
    reason: str = ""
    """Why we think so: always there when `trust` is inferred."""


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which a policy is in force, both ends included; without `to` until a successor is laid down."""

    start: date
    end: date | None = None

    def covers(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)


class AppliesBy(StrEnum):
    """Which day of a stay decides whether a policy applies to it."""

    ADMISSION = "admission"
    DISCHARGE = "discharge"


class Base(StrEnum):
    """What a layer looks at: a part of what nobody has paid yet, or a whole, of which it still takes only what is left."""

    IN_POLICY = "in_policy"
    OUT_OF_POLICY = "out_of_policy"
    EVERYTHING = "everything"
    TOTAL = "total"
    IN_POLICY_TOTAL = "in_policy_total"
    ITEMS = "items"
    """What is left of the items that the layer names."""
    CLASSES = "classes"
    """What is left, within the policy, of the catalogue classes that the layer names."""


class Period(StrEnum):
    """Over which time something is counted together."""

    STAY = "stay"
    YEAR = "year"
    LIFE = "life"


class Holder(StrEnum):
    """Whose ceiling it is."""

    PERSON = "person"
    FAMILY = "family"


class Whole(StrEnum):
    """The amount that a limit or a deductible is a share of. Those of the year include this bill."""

    IN_POLICY_TOTAL = "in_policy_total"
    TOTAL = "total"
    YEAR_IN_POLICY_TOTAL = "year_in_policy_total"
    YEAR_TOTAL = "year_total"

    @property
    def is_of_year(self) -> bool:
        return self in (Whole.YEAR_IN_POLICY_TOTAL, Whole.YEAR_TOTAL)


class Beyond(StrEnum):
    """Who is to answer for what lies beyond a limit (罗庄's ten-per-cent rule can be read both ways)."""

    PATIENT = "patient"
    """The patient bears it."""
    SHORTFALL = "shortfall"
    """The layers before have failed: the patient's part shows it as a shortfall to be chased."""


class Rounding(StrEnum):
    """How an exact amount becomes one that can be paid: to the fen, to the jiao, to the yuan."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"
    JIAO_HALF_UP = "jiao_half_up"
    JIAO_DOWN = "jiao_down"
    YUAN_HALF_UP = "yuan_half_up"
    YUAN_DOWN = "yuan_down"

    def apply(self, numerator: int, denominator: int) -> int:
        """The fen that `numerator / denominator` fen become; not for negative amounts."""
        unit, way = _ROUNDED[self]
        whole = denominator * unit
        if way == 0:
            return numerator // whole * unit
        if way == 1:
            return (2 * numerator + whole) // (2 * whole) * unit
        return -(-numerator // whole) * unit


_ROUNDED = {
    Rounding.HALF_UP: (1, 1),
    Rounding.DOWN: (1, 0),
    Rounding.UP: (1, 2),
    Rounding.JIAO_HALF_UP: (10, 1),
    Rounding.JIAO_DOWN: (10, 0),
    Rounding.YUAN_HALF_UP: (100, 1),
    Rounding.YUAN_DOWN: (100, 0),
}


@dataclass(frozen=True, slots=True)
class Case(Generic[T]):
    """A value for those of whom the condition holds, with its reference."""

    when: Condition
    value: T
    reference: Reference


Cases = tuple[Case[T], ...]
"""Looked at from the top: the first that holds is taken."""


def first(cases: "Cases[T]", stay: Stay) -> Case[T] | None:
    for case in cases:
        if case.when.holds(stay):
            return case
    return None


@dataclass(frozen=True, slots=True)
class Tier:
    """From this much of the base upwards, this share is paid, until the next tier begins."""

    from_fen: int
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """How a base becomes a payment: by tiers, or as a fixed amount.

    The bounds of tiers are counted from zero of the base, or from the deductible upwards. Marginal tiers pay each its own
    stretch; of flat tiers the one that the base reaches pays the whole (less the deductible). A bound belongs to the tier above
    it, or, where a rule says "不超过", to the one below.
    """

    tiers: tuple[Tier, ...]
    is_above_deductible: bool = False
    is_flat: bool = False
    is_upper_inclusive: bool = False
    fixed_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A deductible that is a share of a whole: the patient keeps this much, the layer tops up the rest."""

    share: Fraction
    of: Whole


@dataclass(frozen=True, slots=True)
class ShareOfIncome:
    """A deductible that is a share of an income, the household's or the published one; the same at each bill of a year."""

    share: Fraction
    of: IncomeOf
    table: IncomeTable | None = None


@dataclass(frozen=True, slots=True)
class DeductedFrom:
    """The catalogue classes that a deductible is taken out of, in this order, and whether before their pre-pay share."""

    classes: tuple[str, ...]
    is_before_pre_pay: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the base that is paid by a ratio of its own: some classes, or some items (which lie `within` a class)."""

    title: str
    classes: tuple[str, ...]
    items: tuple[str, ...]
    within: str | None
    ratios: Cases[Fraction]


@dataclass(frozen=True, slots=True)
class Limit:
    """Never more than a share of a whole, whatever the scale says: of this layer alone, or together with all before it."""

    share: Fraction
    of: Whole
    beyond: Beyond = Beyond.PATIENT
    is_with_earlier: bool = False
