"""When something holds: what a rule may ask of a bill and of the person whose bill it is. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from shared.policy import counters
from shared.policy.income import IncomeNeeded, IncomeNotPublished, IncomeOf, IncomeTable, income_fen
from shared.policy.stay import Stay


class Measured(StrEnum):
    """A number that a condition may ask for. Those of the year include this bill."""

    STAYS = "stays"
    """Which inpatient stay of the year this is: 1 for the first."""
    TOTAL = "total"
    IN_POLICY = "in_policy"
    YEAR_TOTAL = "year_total"
    YEAR_IN_POLICY = "year_in_policy"
    INCOME = "income"
    """Of the household, a head and year."""

    def read(self, stay: Stay) -> int:
        """Raises IncomeNeeded."""
        return _READ[self](stay)


_READ: dict[Measured, Callable[[Stay], int]] = {
    Measured.STAYS: lambda stay: stay.so_far.get(counters.STAYS, 0) + 1,
    Measured.TOTAL: lambda stay: stay.total_fen,
    Measured.IN_POLICY: lambda stay: stay.in_policy_fen,
    Measured.YEAR_TOTAL: lambda stay: stay.so_far.get(counters.TOTAL, 0) + stay.total_fen,
    Measured.YEAR_IN_POLICY: lambda stay: stay.so_far.get(counters.IN_POLICY, 0) + stay.in_policy_fen,
    Measured.INCOME: lambda stay: income_fen(IncomeOf.INCOME, None, stay),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that must lie between two bounds, both included; None is no bound. Fen, but for the number of the stay."""

    of: Measured
    least: int | None = None
    most: int | None = None

    def holds(self, stay: Stay) -> bool:
        number = self.of.read(stay)
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


@dataclass(frozen=True, slots=True)
class OverIncome:
    """A cost that must be more than a share of an income (因病致贫: over half of what the household earns in a year)."""

    of: Measured
    share: Fraction
    income: IncomeOf
    table: IncomeTable | None = None

    def holds(self, stay: Stay) -> bool:
        """Raises IncomeNeeded, IncomeNotPublished."""
        income = income_fen(self.income, self.table, stay)
        return self.of.read(stay) * self.share.denominator > income * self.share.numerator


AnyMeasure = Measure | OverIncome


def known(measure: AnyMeasure, stay: Stay) -> bool | None:
    """Whether it holds; None where the income that it asks for is not known, which matters only to whom the rule is for."""
    try:
        return measure.holds(stay)
    except (IncomeNeeded, IncomeNotPublished):
        return None


@dataclass(frozen=True, slots=True)
class Condition:
    """When something holds. What is left empty does not matter; of what is named one must fit, and everything named together."""

    persons: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    schemes: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    diseases: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    measures: tuple[AnyMeasure, ...] = ()
    all_of: tuple["Condition", ...] = ()
    any_of: tuple["Condition", ...] = ()
    unless: "Condition | None" = None

    def holds(self, stay: Stay) -> bool:
        return (
            (not self.persons or not self.persons.isdisjoint(stay.persons))
            and (not self.levels or stay.level in self.levels)
            and (not self.regions or stay.region.startswith(self.regions))
            and (not self.schemes or stay.scheme in self.schemes)
            and (not self.visits or stay.visit in self.visits)
            and (not self.places or stay.place in self.places)
            and (not self.diseases or not self.diseases.isdisjoint(stay.diseases))
            and (not self.traits or not self.traits.isdisjoint(stay.traits))
            and all(measure.holds(stay) for measure in self.measures)
            and all(condition.holds(stay) for condition in self.all_of)
            and (not self.any_of or any(condition.holds(stay) for condition in self.any_of))
            and not (self.unless and self.unless.holds(stay))
        )

    def every_measure(self) -> tuple[AnyMeasure, ...]:
        """The measures of this condition and of those inside it: all that of a condition which changes from bill to bill."""
        inside = (*self.all_of, *self.any_of, *((self.unless,) if self.unless else ()))
        return (*self.measures, *(measure for condition in inside for measure in condition.every_measure()))


ALWAYS = Condition()
