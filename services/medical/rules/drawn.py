"""What the settlements of a stay have drawn, and on which year's and family's accounts; what of it goes back. Amounts in fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.medical.rules.counters import Drawn, added
from shared.policy.counters import CounterScope


@dataclass(frozen=True, slots=True)
class DrawnBefore:
    """What one settlement drew on the accounts of one year and family; below zero what it gave back to them."""

    year: int
    family: str
    drawn: Drawn
    patient_fen: int = 0
    """The patient's part that the year counts as theirs."""

    def is_on(self, scope: CounterScope, *, year: int, family: str) -> bool:
        """Whether an account of this scope is the one of that year and family. A life's account knows no years."""
        match scope:
            case CounterScope.PERSON_LIFE:
                return True
            case CounterScope.PERSON_YEAR:
                return self.year == year
            case CounterScope.FAMILY_YEAR:
                return self.year == year and self.family == family

    def negated(self) -> "DrawnBefore":
        drawn = {scope: {name: -amount for name, amount in counters.items()} for scope, counters in self.drawn.items()}
        return DrawnBefore(self.year, self.family, drawn, -self.patient_fen)

    def as_json(self) -> dict[str, Any]:
        return {"year": self.year, "family": self.family, "drawn": plain(self.drawn), "patient": self.patient_fen}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "DrawnBefore":
        return cls(told["year"], told["family"], read_drawn(told["drawn"]), told.get("patient", 0))


def plain(drawn: Drawn) -> dict[str, dict[str, int]]:
    """As rows keep what was drawn, by the names of the accounts."""
    return {scope.value: dict(counters) for scope, counters in drawn.items()}


def read_drawn(told: Mapping[str, Mapping[str, int]]) -> dict[CounterScope, dict[str, int]]:
    return {CounterScope(scope): dict(counters) for scope, counters in told.items()}


def drawn_on(before: Iterable[DrawnBefore], *, year: int, family: str) -> dict[CounterScope, dict[str, int]]:
    """What a stay has drawn on the accounts of one year and family."""
    found: dict[CounterScope, dict[str, int]] = {}
    for one in before:
        for scope, counters in one.drawn.items():
            if one.is_on(scope, year=year, family=family):
                found[scope] = added(found.get(scope, {}), counters)
    return found


def divided_by_account(
    whole: Drawn, patient_fen: int, before: Sequence[DrawnBefore], *, year: int, family: str
) -> tuple[dict[CounterScope, dict[str, int]], tuple[DrawnBefore, ...]]:
    """What is drawn now on the accounts of this year and family, and what goes back to others.

    `whole` is what the whole stay draws, `patient_fen` what the patient pays now. Whatever was drawn too much goes back to where
    it was drawn: first to the accounts of now, then to the latest others. No account is left with less than nothing of this stay.
    """
    own, others = _Purse.of_accounts(before, year=year, family=family)
    now = {scope: dict(counters) for scope, counters in whole.items()}
    for scope in CounterScope:
        total: dict[str, int] = {}
        for one in before:
            total = added(total, one.drawn.get(scope, {}))
        for name, amount in total.items():
            net = now.get(scope, {}).get(name, 0) - amount
            now.setdefault(scope, {})[name] = net if net >= 0 else -own.take_back(scope, name, -net, others)
    if patient_fen < 0:
        own.take_back(None, "", -patient_fen, others)
    kept = {scope: counted for scope, counters in now.items() if (counted := {name: by for name, by in counters.items() if by})}
    return kept, tuple(one.returned() for one in others if one.returned_any)


@dataclass(slots=True)
class _Purse:
    """What a stay has drawn on the accounts of one year and family, of which some goes back."""

    year: int
    family: str
    has: dict[tuple[CounterScope | None, str], int] = field(default_factory=dict)
    """By counter; under None the patient's own part."""
    back: dict[tuple[CounterScope | None, str], int] = field(default_factory=dict)

    @classmethod
    def of_accounts(cls, before: Sequence[DrawnBefore], *, year: int, family: str) -> "tuple[_Purse, list[_Purse]]":
        """That of now, and the others, the latest first."""
        own, others = cls(year, family), dict[tuple[int, str], _Purse]()
        for one in reversed(before):
            other = others.setdefault((one.year, one.family), cls(one.year, one.family))
            for scope, counters in one.drawn.items():
                purse = own if one.is_on(scope, year=year, family=family) else other
                for name, amount in counters.items():
                    purse.add(scope, name, amount)
            (own if one.year == year else other).add(None, "", one.patient_fen)
        return own, list(others.values())

    def add(self, scope: CounterScope | None, name: str, amount: int) -> None:
        self.has[scope, name] = self.has.get((scope, name), 0) + amount

    def take_back(self, scope: CounterScope | None, name: str, amount: int, others: "Iterable[_Purse]") -> int:
        """How much of it comes out of this one; the rest comes out of the others, in their order."""
        mine = min(amount, max(0, self.has.get((scope, name), 0)))
        left = amount - mine
        for other in others:
            part = min(left, max(0, other.has.get((scope, name), 0)))
            if part:
                other.back[scope, name] = part
                left -= part
        return mine + left

    @property
    def returned_any(self) -> bool:
        return bool(self.back)

    def returned(self) -> DrawnBefore:
        drawn: dict[CounterScope, dict[str, int]] = {}
        for (scope, name), amount in self.back.items():
            if scope is not None:
                drawn.setdefault(scope, {})[name] = -amount
        return DrawnBefore(self.year, self.family, drawn, -self.back.get((None, ""), 0))
