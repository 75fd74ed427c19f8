"""One layer's turn over all bills of one plan: `shared.policy.evaluate`, column by column."""

import numpy as np

from shared.policy import counters
from shared.policy.batch.columns import Fen
from shared.policy.batch.left import LeftColumns
from shared.policy.batch.reckon import by_part, by_scale, half_up, whole_fen
from shared.policy.clauses import Beyond, Whole
from shared.policy.plan import Turn


def pay(turn: Turn, left: LeftColumns) -> tuple[Fen, Fen]:
    """What the layer pays of each bill, and what it should have paid beyond a limit (待追补)."""
    layer, base, names = turn.layer, turn.base, turn.names
    base_fen = left.base_fen(base, names)
    if not turn.is_entitled:
        return left.nothing, left.nothing
    room = left.room_fen(base, base_fen)
    entered = half_up(base_fen, turn.enters.value) if turn.enters else base_fen
    before = left.so_far(layer.base_counter) if turn.is_yearly else None
    due_before = left.so_far(layer.due_counter) if turn.is_yearly and turn.catches_up else None
    weights = None
    if turn.is_divided:
        scale, weights = by_part(turn, left, entered)
    else:
        scale = by_scale(turn, left, before, entered, due_before)
    payable, shortfall = _capped(turn, left, scale) if turn.limits else (scale, left.nothing)
    paid = _draw(turn, left, np.minimum(payable, room))
    left.take(base, names, paid, weights)
    if turn.is_yearly:
        left.count(layer.base_counter, True, entered)
        if due_before is not None:
            left.count(layer.due_counter, True, scale)
    return paid, shortfall


def _capped(turn: Turn, left: LeftColumns, payable: Fen) -> tuple[Fen, Fen]:
    shortfall = left.nothing
    for limit, _, _ in turn.limits:
        whole = whole_fen(limit.of, left)
        allowed = whole * limit.share.numerator // limit.share.denominator
        if limit.is_with_earlier:
            allowed = np.maximum(allowed - (whole - _unpaid(limit.of, left)), 0)
        cut = np.maximum(payable - allowed, 0)
        payable = payable - cut
        if limit.beyond is Beyond.SHORTFALL:
            shortfall = shortfall + cut
    return payable, shortfall


def _unpaid(of: Whole, left: LeftColumns) -> Fen:
    match of:
        case Whole.IN_POLICY_TOTAL:
            return left.inside
        case Whole.TOTAL:
            return left.inside + left.outside
        case Whole.YEAR_IN_POLICY_TOTAL:
            return left.inside + left.so_far(counters.PATIENT_IN_POLICY)
        case Whole.YEAR_TOTAL:
            return left.inside + left.outside + left.so_far(counters.PATIENT)


def _draw(turn: Turn, left: LeftColumns, paid: Fen) -> Fen:
    for ceiling, is_counted, limit_fen, _ in turn.ceilings:
        if limit_fen is not None:
            paid = np.minimum(paid, np.maximum(limit_fen - left.used_fen(ceiling.name, is_counted), 0))
    for ceiling, is_counted, _, _ in turn.ceilings:
        left.count(ceiling.name, is_counted, paid)
    return paid
