"""How large a bill may be before 64 bits could be exceeded somewhere: a proof by the largest product of each construct.

Notation: T is what a bill comes to, C that and every counter that the person brings together, N the largest numerator or
denominator of a turn (with the unit of its rounding). No intermediate value of a turn is larger than:

- a ratio applied and rounded (`half_up`, `rounded`, shares of a whole): 2·C·N + N, for tiers never pay more than the base once;
- a part of a payment by largest remainder: T·T, and T·(T·N) over items weighed by what a layer pays of each fen;
- a deductible before the pre-pay share: 2·D·N + N, where D is the rule's own amount, which is a plan's to check;
- sums and differences of amounts and of the policy's own bounds, each below 10^15 fen.

Bills above either limit are settled by the scalar path, whose integers know no end.
"""

from math import isqrt
from typing import NamedTuple

from shared.policy.plan import Plan, Turn

LARGEST = (1 << 63) - 1
_UNIT = 100
"""Fen in the largest unit that a sum is rounded to."""


class Bounds(NamedTuple):
    """The most that a bill (T) and a bill with its counters (C) may come to in a column."""

    bill_fen: int
    counted_fen: int


def bounds(plan: Plan) -> Bounds:
    """Both are 0 for a plan whose own amounts are too large to be multiplied."""
    bill_fen = counted_fen = LARGEST >> 4
    for turn in plan.turns:
        most = _most(turn)
        counted_fen = min(counted_fen, (LARGEST - 2 * most) // (4 * most))
        bill_fen = min(bill_fen, isqrt(LARGEST // ((2 * most) if turn.is_divided else 4)))
        if turn.is_divided and 4 * turn.deductible_fen * most > LARGEST:
            return Bounds(0, 0)
    return Bounds(min(bill_fen, counted_fen), counted_fen)


def _most(turn: Turn) -> int:
    shares = [turn.enters.value] if turn.enters else []
    shares += [turn.deductible_share.value] if turn.deductible_share else []
    shares += [turn.share_of.share] if turn.share_of else []
    shares += [planned.limit.share for planned in turn.limits]
    shares += [pre_pay for _, pre_pay in turn.deducted_from]
    tiers = [*turn.tiers, *(portion.tier for portion in turn.portions)]
    found = [1, turn.denominator * _UNIT, *(tier.numerator for tier in tiers)]
    return max(found + [share.numerator for share in shares] + [share.denominator for share in shares])
