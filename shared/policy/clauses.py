"""What a policy is made of: frozen values, each with the document that it comes from. Money is fen, rates are exact fractions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from shared.money import down, half_up

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


class Base(StrEnum):
    """Which part of what nobody has paid yet a layer looks at."""

    IN_POLICY = "in_policy"
    OUT_OF_POLICY = "out_of_policy"
    EVERYTHING = "everything"


class Period(StrEnum):
    """Over which time something is counted together."""

    STAY = "stay"
    YEAR = "year"


class Whole(StrEnum):
    """The amount that a limit is a share of."""

    IN_POLICY_TOTAL = "in_policy_total"
    TOTAL = "total"


class Beyond(StrEnum):
    """Who is to answer for what lies beyond a limit (罗庄's ten-per-cent rule can be read both ways)."""

    PATIENT = "patient"
    """The patient bears it."""
    SHORTFALL = "shortfall"
    """The layers before have failed: the patient's part shows it as a shortfall to be chased."""


class Rounding(StrEnum):
    """How an exact amount becomes fen."""

    HALF_UP = "half_up"
    DOWN = "down"

    @property
    def apply(self) -> Callable[[Fraction], int]:
        return half_up if self is Rounding.HALF_UP else down


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bill: its amount, what of it lies within the policy, and what the patient pays of it first (先行自付)."""

    amount_fen: int
    in_policy_fen: int
    pre_pay_fen: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """The facts of one bill, as a policy sees them: a stay in hospital or a visit to it.

    `so_far` holds the counters before this bill, each under the name that the policy gives it (fen drawn from each ceiling; for
    each layer counted by year, as `<layer>.base`, the fen that it has looked at) and the counters that every policy keeps, which
    begin with `year.`. `given` holds what a layer has paid already elsewhere. `classes` divides the bill by catalogue class,
    `items` singles out kinds of service that a policy names; both may be empty where no rule asks for them.
    """

    region: str
    level: str
    persons: frozenset[str]
    total_fen: int
    in_policy_fen: int
    so_far: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    scheme: str = "resident"
    visit: str = "inpatient"
    place: str = "in_county"
    """Where the hospital lies, seen from the place where the patient is insured."""
    diseases: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    """Of the hospital and of the way there: `designated`, `referred`, and what else a policy names."""
    classes: Mapping[str, Part] = field(default_factory=dict)
    items: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """When something holds. What is left empty does not matter; what is named must fit."""

    persons: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()

    def holds(self, stay: Stay) -> bool:
        return (
            (not self.persons or not self.persons.isdisjoint(stay.persons))
            and (not self.levels or stay.level in self.levels)
            and (not self.regions or stay.region.startswith(self.regions))
        )


ALWAYS = Condition()


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
    """From this much of the base upwards (included), this share is paid, until the next tier begins."""

    from_fen: int
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """Marginal tiers. Their bounds are counted from zero of the base, or from the deductible upwards."""

    tiers: tuple[Tier, ...]
    is_above_deductible: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """Never more than a share of a whole, whatever the scale says."""

    share: Fraction
    of: Whole
    beyond: Beyond


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How much may be drawn in a stay or in a year. Layers that name the same ceiling draw from it jointly."""

    name: str
    title: str
    per: Period
    limits: Cases[int | None]
    """None where the rule says that there is no limit."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One payer's turn."""

    name: str
    title: str
    payer: str
    entitled: Condition
    base: Base
    per: Period
    deductibles: Cases[int]
    scales: Cases[Scale]
    limits: Cases[Limit]
    ceilings: tuple[Ceiling, ...]
    rounding: Rounding
    reference: Reference

    @property
    def base_counter(self) -> str:
        """The yearly counter of what this layer has looked at, for a layer that is counted by year."""
        return f"{self.name}.base"


@dataclass(frozen=True, slots=True)
class DepositRule:
    """Who is admitted without a deposit, where, and for which causes not."""

    entitled: Condition
    causes_excluded: frozenset[str]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case that the policy must reproduce: facts, and fen by layer (`patient` and `shortfall` may be named too)."""

    name: str
    stay: Stay
    on: date
    expected: Mapping[str, int]
    reference: Reference
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One place's rules between two dates. `version` is a hash of everything in the file but its examples and comments."""

    name: str
    title: str
    region: str
    term: Term
    version: str
    persons: Mapping[str, str]
    levels: Mapping[str, str]
    regions: Mapping[str, str]
    """The places inside this one for which a rule of their own holds."""
    layers: tuple[Layer, ...]
    burden_lines: Cases[int]
    deposit: DepositRule | None
    examples: tuple[Example, ...]
