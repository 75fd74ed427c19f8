"""Years of somebody who was in the register under two numbers: what each number's stays have drawn, joined and parted. In fen.

An account is the sum of what stays have drawn on it, so whatever one number's stays drew can be moved to another account and
back. What year-end top-ups drew stays where it was booked: the next run owes it there no longer and owes it here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.medical.rules.counters import LIFE, added, restored
from services.medical.rules.drawn import DrawnBefore
from shared.policy.counters import CounterScope


@dataclass(frozen=True, slots=True)
class Own:
    """What some stays have drawn on a person's account of one year, or of their life."""

    counters: Mapping[str, int] = field(default_factory=dict)
    burden_fen: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A person's account of a year: counters, the settlements that stand on it in their order, the patient's parts."""

    counters: Mapping[str, int]
    standing: Sequence[str]
    burden_fen: int


@dataclass(frozen=True, slots=True)
class Made:
    """When a settlement was made, and when the one was whose place it took."""

    settled_at: datetime
    first_at: datetime


def drawn_by_year(drawn: Iterable[DrawnBefore]) -> dict[int, Own]:
    """What stays have drawn on their person's accounts, by year; under 0 on that of their life."""
    years: dict[int, Own] = {}
    for one in drawn:
        of_year, of_life = one.drawn.get(CounterScope.PERSON_YEAR, {}), one.drawn.get(CounterScope.PERSON_LIFE, {})
        before, life = years.get(one.year, Own()), years.get(LIFE, Own())
        years[one.year] = Own(added(before.counters, of_year), before.burden_fen + one.patient_fen)
        years[LIFE] = Own(added(life.counters, of_life), 0)
    return years


def moved(source: Counted, target: Counted, own: Own, ids: Collection[str], made: Mapping[str, Made]) -> tuple[Counted, Counted]:
    """Both accounts once these settlements, and what their stays drew, have gone from one to the other.

    They take their places by the time at which they, or those that they replaced, were made. Raises ValueError if so much was
    never drawn.
    """
    left = [one for one in source.standing if one not in ids]
    joined = sorted([*target.standing, *(one for one in source.standing if one in ids)], key=lambda one: made[one].first_at)
    counters = {name: amount for name, amount in added(target.counters, own.counters).items() if amount}
    return (
        Counted(restored(source.counters, own.counters), left, source.burden_fen - own.burden_fen),
        Counted(counters, joined, target.burden_fen + own.burden_fen),
    )


def first_reckoned_alone(standing: Sequence[str], ids: Collection[str]) -> str | None:
    """Of a year that was joined, the first settlement that did not know of one of the other number's before it."""
    return next((one for at, one in enumerate(standing) if _has_other(one, standing[:at], ids)), None)


def first_reckoned_together(
    standing: Sequence[str], ids: Collection[str], made: Mapping[str, Made], *, of: Collection[str], since: datetime
) -> str | None:
    """Of a year that was joined since then, the first settlement of one number that knew of the other's before it."""
    for at, one in enumerate(standing):
        if one in of and made[one].settled_at >= since and _has_other(one, standing[:at], ids):
            return one
    return None


def _has_other(one: str, before: Sequence[str], ids: Collection[str]) -> bool:
    return any((earlier in ids) is not (one in ids) for earlier in before)
