"""What a policy is made of: frozen values, each with the document that it comes from. Money is fen, rates are exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Generic, TypeVar

from shared.policy import counters
from shared.policy.condition import ALWAYS, AnyMeasure, Condition, Measure, Measured, OverIncome
from shared.policy.counters import CounterScope
from shared.policy.income import IncomeOf, IncomeTable
from shared.policy.stay import Part, Stay
from shared.policy.values import (
    AppliesBy,
    Base,
    Beyond,
    Case,
    Cases,
    DeductedFrom,
    Holder,
    Limit,
    Period,
    Portion,
    Reference,
    Rounding,
    Scale,
    ShareOf,
    ShareOfIncome,
    Term,
    Tier,
    Trust,
    Whole,
    first,
)

__all__ = [
    "ALWAYS", "AnyMeasure", "AppliesBy", "Base", "Beyond", "Case", "Cases", "Condition", "CounterScope", "DeductedFrom",
    "Holder", "IncomeOf", "IncomeTable", "Limit", "Measure", "Measured", "OverIncome", "Part", "Period", "Portion",
    "Reference", "Rounding", "Scale", "ShareOf", "ShareOfIncome", "Stay", "Term", "Tier", "Trust", "Whole", "first",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How much may be drawn in a stay, a year, a life. Layers that name the same ceiling draw from it jointly."""

    name: str
    title: str
    per: Period
    limits: Cases[int | None]
    """None where the rule says that there is no limit."""
    holder: Holder = Holder.PERSON

    @property
    def scope(self) -> CounterScope | None:
        """None for a ceiling by stay, which leaves no counter."""
        if self.per is Period.STAY:
            return None
        if self.per is Period.LIFE:
            return CounterScope.PERSON_LIFE
        return CounterScope.FAMILY_YEAR if self.holder is Holder.FAMILY else CounterScope.PERSON_YEAR


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays a layer, and which share of it."""

    title: str
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Layer:
    """One turn to pay."""

    name: str
    title: str
    payers: tuple[Payer, ...]
    entitled: Condition
    base: Base
    per: Period
    scales: Cases[Scale]
    reference: Reference
    deductibles: Cases[int | ShareOf | ShareOfIncome] = ()
    deductible_shares: Cases[Fraction] = ()
    """What is left of the deductible for some: half at the second stay, nothing at the third."""
    limits: Cases[tuple[Limit, ...]] = ()
    ceilings: tuple[Ceiling, ...] = ()
    rounding: Rounding = Rounding.HALF_UP
    names: tuple[str, ...] = ()
    """The items or classes that the base is made of."""
    enters: Cases[Fraction] = ()
    """The share of the base that enters; the rest stays with the patient (先自付一定比例)."""
    deducted_from: DeductedFrom | None = None
    portions: tuple[Portion, ...] = ()
    counting: Condition | None = None
    """Of a year-end rule: which stays count; None for all."""

    @property
    def payer(self) -> str:
        return "、".join(payer.title for payer in self.payers)

    @property
    def base_counter(self) -> str:
        """The yearly counter of what this layer has looked at, for a layer that is counted by year."""
        return f"{self.name}.base"

    @property
    def due_counter(self) -> str:
        """The yearly counter of what was due from this layer, for one that is reckoned for the year as a whole at each bill."""
        return f"{self.name}.due"

    @property
    def catches_up(self) -> bool:
        """Whether the year is reckoned as a whole at each bill, less what was due before: where the sum can also fall."""
        return self.per is Period.YEAR and (
            any(case.value.is_flat or case.value.fixed_fen is not None for case in self.scales)
            or any(isinstance(case.value, ShareOf) for case in self.deductibles)
        )


@dataclass(frozen=True, slots=True)
class LineRule(Generic[T]):
    """A value for charge lines of some catalogue classes or items that bring none of their own."""

    classes: frozenset[str]
    items: frozenset[str]
    when: Condition
    value: T
    reference: Reference

    def fits(self, class_: str, item: str | None, stay: Stay) -> bool:
        return (not self.classes or class_ in self.classes) and (not self.items or item in self.items) and self.when.holds(stay)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the policy says of charge lines: shares paid first, and the most that a unit may cost (in fen)."""

    pre_pay: tuple[LineRule[Fraction], ...] = ()
    price_ceilings: tuple[LineRule[int], ...] = ()


@dataclass(frozen=True, slots=True)
class DepositRule:
    """Who is admitted without a deposit, where, and for which causes not."""

    entitled: Condition
    causes_excluded: frozenset[str]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case that the policy must reproduce: facts, and fen by layer (`patient` and `shortfall` may be named too).

    `at_year_end` says that the year's counters are closed, and what the year-end rules then pay.
    """

    name: str
    stay: Stay
    on: date
    expected: Mapping[str, int]
    reference: Reference
    line: int
    at_year_end: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a policy, each with its Chinese title; conditions and facts may use no others."""

    persons: Mapping[str, str]
    levels: Mapping[str, str]
    regions: Mapping[str, str]
    """The places inside this one for which a rule of their own holds."""
    schemes: Mapping[str, str]
    visits: Mapping[str, str]
    places: Mapping[str, str]
    """Empty where the policy makes no difference by the place of the hospital."""
    diseases: Mapping[str, str]
    traits: Mapping[str, str]
    classes: Mapping[str, str]
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """One place's rules between two dates. `version` is a hash of everything in the file but its examples and comments."""

    name: str
    title: str
    region: str
    term: Term
    version: str
    words: Vocabulary
    layers: tuple[Layer, ...]
    burden_lines: Cases[int] = ()
    deposit: DepositRule | None = None
    examples: tuple[Example, ...] = ()
    applies_by: AppliesBy = AppliesBy.DISCHARGE
    catalogue: Catalogue = Catalogue()
    year_end: tuple[Layer, ...] = ()
    plans: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What the engine has worked out already for a kind of person at a kind of hospital (see `plan`)."""

    @property
    def persons(self) -> Mapping[str, str]:
        return self.words.persons

    @property
    def levels(self) -> Mapping[str, str]:
        return self.words.levels

    @property
    def regions(self) -> Mapping[str, str]:
        return self.words.regions

    def counters(self) -> dict[str, CounterScope]:
        """Every counter that settlements under this policy may add to, with its scope."""
        scopes = dict.fromkeys(counters.RESERVED, CounterScope.PERSON_YEAR)
        for layer in (*self.layers, *self.year_end):
            for ceiling in layer.ceilings:
                if ceiling.scope:
                    scopes[ceiling.name] = ceiling.scope
            if layer.per is Period.YEAR and layer not in self.year_end:
                scopes[layer.base_counter] = CounterScope.PERSON_YEAR
                if layer.catches_up:
                    scopes[layer.due_counter] = CounterScope.PERSON_YEAR
        for layer in self.year_end:
            if layer.counting is not None:
                scopes |= {f"{layer.name}.{counted}": CounterScope.PERSON_YEAR for counted in counters.COUNTED}
        return scopes

    def counter_scope(self, name: str) -> CounterScope:
        """Whose counter it is. Raises KeyError for a counter that no settlement under this policy adds to."""
        scopes: dict[str, CounterScope] = self.plans.setdefault("counters", {})
        if not scopes:
            scopes |= self.counters()
        return scopes[name]


def with_examples(policy: Policy, examples: tuple[Example, ...]) -> Policy:
    """The policy with the cases that it must reproduce."""
    return replace(policy, examples=examples, plans={})
