"""A loan's account, day by day: principal, what is overdue, interest, penalty and subsidy; and interest struck to the fen.

The reckoning of Chinese banks (积数计息, 银发〔2005〕129号): the day on which money is lent counts, the day on which it is repaid
does not; a day's interest is principal × yearly rate ÷ 360 (or 365, as the contract says), exact; the sum of a period is rounded
half up to the fen, once, when interest is struck (结息). The day on which principal falls due still bears the contract's rate;
from the day after, what is not repaid bears the penalty (罚息) and is overdue. Interest on unpaid interest (复利) is not
reckoned: what a bank has not got yet may be a subsidy that is on its way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.base_rate import RateTable
from services.funds.rules.subsidy import SubsidyTerms, subsidy_rate
from shared.money import half_up

ONE_DAY = timedelta(days=1)


class Repricing(StrEnum):
    """When the rate of a contract follows the published one."""

    FIXED = "fixed"
    AT_ONCE = "at-once"
    NEW_YEAR = "new-year"
    ANNIVERSARY = "anniversary"


REPRICING_NAMES = {
    Repricing.FIXED: "合同期内不变",
    Repricing.AT_ONCE: "随基准利率即时调整",
    Repricing.NEW_YEAR: "每年1月1日调整",
    Repricing.ANNIVERSARY: "放款满一年的对应日调整",
}


class Striking(StrEnum):
    """When interest is struck."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    AT_THE_END = "at-the-end"


STRIKING_NAMES = {Striking.MONTHLY: "按月结息", Striking.QUARTERLY: "按季结息", Striking.AT_THE_END: "利随本清"}


@dataclass(frozen=True, slots=True)
class Movement:
    """Principal lent (above zero) or repaid (below) on a day."""

    on: date
    principal_fen: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """Principal that falls due on a day."""

    due_on: date
    principal_fen: int


@dataclass(frozen=True, slots=True)
class RateFrom:
    """From this day on the contract bears `rate` a year and loans of its kind `base`."""

    from_on: date
    rate: Fraction
    base: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a loan's account follows from. `penalty` is added to the rate for what is overdue: 1/2 is half as much again.

    `misused_from`: the first day of a use that is not allowed.
    """

    movements: tuple[Movement, ...]
    instalments: tuple[Instalment, ...]
    rates: tuple[RateFrom, ...]
    basis: int
    penalty: Fraction
    subsidy: SubsidyTerms
    misused_from: date | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of the same principal and the same rates, both ends included; the amounts are exact fen of all its days."""

    from_on: date
    to_on: date
    principal_fen: int
    overdue_fen: int
    rate: Fraction
    subsidised_fen: int
    subsidy_rate: Fraction
    interest: Fraction
    penalty: Fraction
    subsidy: Fraction

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class Struck:
    """A period's interest, penalty and subsidy, each rounded once."""

    from_on: date
    to_on: date
    interest_fen: int
    penalty_fen: int
    subsidy_fen: int


def rates_of(
    table: RateTable, *, months: int, spread: Fraction, rate: Fraction, repricing: Repricing, drawn_on: date, until_on: date
) -> tuple[RateFrom, ...]:
    """What a contract bears from its first day until before `until_on`. Raises RateUnknown.

    A fixed one bears `rate` throughout, and its base is that of the first day; another bears the published rate and `spread`.
    """
    if repricing is Repricing.FIXED:
        return (RateFrom(drawn_on, rate, table.rate(drawn_on, months)),)
    days = [drawn_on]
    if repricing is Repricing.AT_ONCE:
        days += table.changes(months, after=drawn_on, before=until_on)
    for year in range(drawn_on.year + 1, until_on.year + 1):
        if repricing is Repricing.NEW_YEAR:
            days.append(date(year, 1, 1))
        elif repricing is Repricing.ANNIVERSARY:
            days.append(same_day(drawn_on, year))
    found: list[RateFrom] = []
    for day in days:
        base = table.rate(day, months)
        if day < until_on and (not found or found[-1].base != base):
            found.append(RateFrom(day, max(base + spread, Fraction(0)), base))
    return tuple(found)


def same_day(day: date, year: int) -> date:
    """The same day of another year; 28 February where there is no 29th."""
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not _is_leap(year) else day.replace(year=year)


def principal_on(facts: Facts, on: date) -> int:
    """What is owed at the end of this day."""
    return sum(each.principal_fen for each in facts.movements if each.on <= on)


def overdue_on(facts: Facts, on: date) -> int:
    """What should have been repaid by the day before and is not at the end of this one."""
    owed = principal_on(facts, on)
    lent = sum(each.principal_fen for each in facts.movements if each.on <= on and each.principal_fen > 0)
    due = sum(each.principal_fen for each in facts.instalments if each.due_on < on)
    return min(max(due - (lent - owed), 0), owed)


def overdue_from(facts: Facts, until_on: date) -> date | None:
    """The first day before `until_on` on which the loan is overdue."""
    days = {each.due_on + ONE_DAY for each in facts.instalments} | {each.on for each in facts.movements}
    return next((day for day in sorted(days) if day < until_on and overdue_on(facts, day) > 0), None)


def subsidised_until(facts: Facts, until_on: date) -> date:
    """The first day that is not subsidised any more, `until_on` at most."""
    ends = [until_on]
    if facts.subsidy.until_on is not None:
        ends.append(facts.subsidy.until_on + ONE_DAY)
    ends += [day for day in (overdue_from(facts, until_on), facts.misused_from) if day is not None]
    return min(ends)


def stretches(facts: Facts, from_on: date, until_on: date) -> list[Stretch]:
    """The account from this day until before that day, in runs of days that are alike; days on which nothing is owed are left
    out."""
    if not facts.movements or until_on <= from_on:
        return []
    ends_subsidy = subsidised_until(facts, until_on)
    breaks = {each.on for each in facts.movements} | {each.due_on + ONE_DAY for each in facts.instalments}
    breaks |= {each.from_on for each in facts.rates} | {from_on, ends_subsidy}
    days = [day for day in sorted(breaks) if from_on <= day < until_on]
    found = []
    for day, end in zip(days, [*days[1:], until_on], strict=True):
        if principal_on(facts, day) > 0:
            found.append(_stretch(facts, day, end - ONE_DAY, is_subsidised=day < ends_subsidy))
    return found


def strike_days(striking: Striking, strike_day: int, *, from_on: date, until_on: date) -> list[date]:
    """The days within `[from_on, until_on)` on which interest is struck; each is the last day of its period."""
    if striking is Striking.AT_THE_END:
        return []
    months = range(1, 13) if striking is Striking.MONTHLY else (3, 6, 9, 12)
    days = (date(year, month, strike_day) for year in range(from_on.year, until_on.year + 1) for month in months)
    return [day for day in days if from_on <= day < until_on]


def strike(facts: Facts, ends: Sequence[date], *, until_on: date) -> list[Struck]:
    """Each period's interest to the fen, from the first day of the loan until before `until_on`; `ends` are last days of
    periods."""
    if not facts.movements:
        return []
    begins = min(each.on for each in facts.movements)
    lasts = [day for day in ends if begins <= day < until_on]
    if not lasts or lasts[-1] < until_on - ONE_DAY:
        lasts.append(until_on - ONE_DAY)
    found = []
    for last in lasts:
        if last < begins:
            continue
        found.append(struck(facts, begins, last))
        begins = last + ONE_DAY
    return found


def struck(facts: Facts, from_on: date, to_on: date) -> Struck:
    """These days, both ends included, each amount rounded once."""
    runs = stretches(facts, from_on, to_on + ONE_DAY)
    sums = (sum((getattr(run, name) for run in runs), start=Fraction(0)) for name in ("interest", "penalty", "subsidy"))
    interest, penalty, subsidy = map(half_up, sums)
    return Struck(from_on, to_on, interest, penalty, subsidy)


@dataclass(frozen=True, slots=True)
class Claim:
    """Days that are to be subsidised, both ends included, and what they come to, rounded once."""

    from_on: date
    to_on: date
    amount_fen: int

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


def claims(facts: Facts, runs: Sequence[tuple[date, date]]) -> list[Claim]:
    """What of these runs of days is to be subsidised: from the first such day of each to the last; what comes to nothing is left
    out."""
    found = []
    for from_on, to_on in runs:
        days = [each for each in stretches(facts, from_on, to_on + ONE_DAY) if each.subsidy > 0]
        if days and (amount := half_up(sum((each.subsidy for each in days), start=Fraction(0)))):
            found.append(Claim(days[0].from_on, days[-1].to_on, amount))
    return found


def unpaid_interest(periods: Sequence[Struck], *, paid_fen: int) -> int:
    """What the bank has not got of interest and penalties so far."""
    return max(sum(each.interest_fen + each.penalty_fen for each in periods) - paid_fen, 0)


def _stretch(facts: Facts, from_on: date, to_on: date, *, is_subsidised: bool) -> Stretch:
    principal, overdue = principal_on(facts, from_on), overdue_on(facts, from_on)
    holds = [each for each in facts.rates if each.from_on <= from_on][-1]
    days = (to_on - from_on).days + 1
    at_most = facts.subsidy.at_most_fen
    covered = (principal if at_most is None else min(principal, at_most)) if is_subsidised else 0
    per_year = subsidy_rate(facts.subsidy, holds.rate, holds.base) if covered else Fraction(0)
    return Stretch(
        from_on,
        to_on,
        principal,
        overdue,
        holds.rate,
        covered,
        per_year,
        interest=principal * holds.rate * days / facts.basis,
        penalty=overdue * holds.rate * facts.penalty * days / facts.basis,
        subsidy=covered * per_year * days / facts.basis,
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
