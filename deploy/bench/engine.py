"""Bench (c): quotes of an eight-line bill by the pure engine, against the same waterfall written by hand in plain Python.

The floor knows one policy by heart: 罗庄's of 2020, for an enrolled person in a hospital of the second level. It is checked
to the fen against the engine before anything is measured. Both cost the same lines and share the bill out over the same
seven layers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from time import process_time

from services.medical.rules.line import CatalogueClass, ChargedLine, cost
from services.medical.store.policies import shelf
from shared.policy.clauses import Policy, Stay
from shared.policy.evaluate import Outcome, settle
from shared.policy.explain import explained

ROUNDS, QUOTES = 7, 2000
DAY, REGION, LEVEL, PERSONS = date(2020, 6, 1), "371311001001", "2", frozenset({"enrolled"})
SO_FAR = {"basic_year": 1000_00, "serious_illness.base": 2000_00, "medical_aid_year": 9500_00}

Line = tuple[str, int, int, int, int]
"""Class, unit price in millionths of a yuan, quantity in ten-thousandths, fen, self-pay ratio in ten-thousandths."""


@dataclass(frozen=True)
class Measured:
    """Quotes per second of one CPU, the best of some rounds: what else the machine does must not be measured."""

    name: str
    per_second: float


def bills(count: int) -> list[list[ChargedLine]]:
    """Bills of eight lines of every class, each a little dearer than the one before, so that nothing can be remembered."""
    made = []
    for at in range(count):
        lines = []
        for number in range(1, 9):
            price = Decimal(1_000_000_000 + at * 12_345 + number * 98_765_432).scaleb(-6)
            fen = int((price * 1000 + Decimal("0.5")) // 1)
            kind = CatalogueClass("ABC"[number % 3])
            ratio = Decimal("0.1") if kind is CatalogueClass.B else None
            lines.append(ChargedLine(number, kind, price, Decimal(10), fen, None, ratio))
        made.append(lines)
    return made


def by_engine(policy: Policy, lines: Sequence[ChargedLine]) -> Outcome:
    total_fen = in_policy_fen = 0
    for line in lines:
        parts = cost(line)
        total_fen += line.amount_fen
        in_policy_fen += parts.in_policy_fen
    return settle(policy, Stay(REGION, LEVEL, PERSONS, total_fen, in_policy_fen, SO_FAR))


RE_AID = ((5000_00, 10_000_00, 2), (10_000_00, 30_000_00, 3), (30_000_00, 50_000_00, 4), (50_000_00, None, 5))


def by_hand(lines: Sequence[Line]) -> list[int]:
    """What each layer pays, and the patient: this one policy, this one kind of person, nothing said and nothing kept."""
    total = inside = 0
    for kind, price, quantity, fen, ratio in lines:
        if (price * quantity + 50_000_000) // 100_000_000 != fen:
            raise ValueError("quantity times price")
        total += fen
        if kind == "A":
            inside += fen
        elif kind == "B":
            inside += fen - (fen * ratio + 5000) // 10_000
    outside = total - inside
    basic = min((max(0, inside - 400_00) * 7 + 5) // 10, 150_000_00 - SO_FAR["basic_year"])
    inside -= basic
    before = SO_FAR["serious_illness.base"]
    serious = _serious(before + inside) - _serious(before)
    inside -= serious
    aid = min((inside * 7 + 5) // 10, 10_000_00 - SO_FAR["medical_aid_year"])
    inside -= aid
    again = 0
    for bottom, top, tenths in (
        (5000_00, 10_000_00, 2),
        (10_000_00, 30_000_00, 3),
        (30_000_00, 50_000_00, 4),
        (50_000_00, None, 5),
    ):
        if inside > bottom:
            again += ((inside if top is None else min(inside, top)) - bottom) * tenths
    again = min((again + 5) // 10, 30_000_00)
    inside -= again
    waived = (inside + outside + 5) // 10
    inside, outside = _off(waived, inside, outside)
    supplement = min(((inside + outside) * 8 + 5) // 10, 300_000_00)
    inside, outside = _off(supplement, inside, outside)
    backstop = min(inside, (total - outside_of(lines)) // 10)
    inside -= backstop
    return [basic, serious, aid, again, waived, supplement, backstop, inside + outside]


def outside_of(lines: Sequence[Line]) -> int:
    outside = 0
    for kind, _, _, fen, ratio in lines:
        if kind == "C":
            outside += fen
        elif kind == "B":
            outside += (fen * ratio + 5000) // 10_000
    return outside


def _serious(base: int) -> int:
    paid = 0
    for bottom, top, points in ((5000_00, 100_000_00, 65), (100_000_00, 300_000_00, 75), (300_000_00, None, 85)):
        if base > bottom:
            paid += ((base if top is None else min(base, top)) - bottom) * points
    return (paid + 50) // 100


def _off(paid: int, inside: int, outside: int) -> tuple[int, int]:
    whole = inside + outside
    if not whole:
        return inside, outside
    part, rest = divmod(paid * inside, whole)
    part += bool(rest and 2 * rest >= whole)
    return inside - part, outside - (paid - part)


def measure() -> list[Measured]:
    """Raises ValueError if floor and engine differ by a fen."""
    policy = shelf().find(REGION, DAY)
    charged = bills(QUOTES)
    plain = [[plainly(line) for line in lines] for lines in charged]
    must_agree(policy, charged)
    costed = [by_engine(policy, lines).stay for lines in charged]
    return [
        Measured("engine: lines and seven layers", _rate(lambda at: by_engine(policy, charged[at]))),
        Measured("engine, with the full explanation", _rate(lambda at: explained(policy, by_engine(policy, charged[at])))),
        Measured("engine: seven layers alone", _rate(lambda at: settle(policy, costed[at]))),
        Measured("by hand: lines and seven layers", _rate(lambda at: by_hand(plain[at]))),
    ]


def must_agree(policy: Policy, charged: Sequence[Sequence[ChargedLine]]) -> None:
    """Raises ValueError if floor and engine differ by a fen on any of the bills."""
    for lines in charged:
        outcome = by_engine(policy, lines)
        if [*(share.paid_fen for share in outcome.shares), outcome.patient_fen] != by_hand([plainly(line) for line in lines]):
            raise ValueError("the floor does not pay what the engine pays")


def plainly(line: ChargedLine) -> Line:
    ratio = int((line.self_pay_ratio or 0) * 10_000)
    return (line.catalogue_class.value, int(line.unit_price * 1_000_000), int(line.quantity * 10_000), line.amount_fen, ratio)


def _rate(quote: Callable[[int], object]) -> float:
    best = 0.0
    for _ in range(ROUNDS):
        began = process_time()
        for at in range(QUOTES):
            quote(at)
        best = max(best, QUOTES / (process_time() - began))
    return best


def table() -> list[str]:
    measured = measure()
    floor = measured[-1].per_second
    lines = ["| quote of an eight-line bill, one core | per second | µs each | share of the floor |", "|---|---|---|---|"]
    for one in measured:
        each, share = 1_000_000 / one.per_second, one.per_second / floor
        lines.append(f"| {one.name} | {one.per_second:,.0f} | {each:.0f} | {share:.2f} |")
    return [
        *lines,
        "",
        f"{QUOTES} different bills a round, the best of {ROUNDS} rounds by CPU time; floor and engine agree on each.",
    ]
