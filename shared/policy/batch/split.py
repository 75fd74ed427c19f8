"""Splits by largest remainder over columns: what `shared.money.split` and `shared.policy.left.spread` do, row by row."""

from collections.abc import Sequence

import numpy as np

from shared.policy.batch.columns import Fen


def scaled(total: Fen, parts: Sequence[Fen]) -> list[Fen]:
    """The parts of a sum, each shrunk alike so that they add up to `total`; where there are no parts, nothing."""
    whole = _sum(parts)
    return _split(np.where(whole > 0, total, 0), parts, np.maximum(whole, 1))


def spread(amount: Fen, weights: Sequence[Fen], rooms: Sequence[Fen]) -> list[Fen]:
    """A payment by weight over parts none of which can take more than its room; what one cannot take, the others do."""
    taken = [np.minimum(part, room) for part, room in zip(scaled(amount, weights), rooms, strict=True)]
    rest = amount - _sum(taken)
    for at, room in enumerate(rooms):
        more = np.minimum(rest, room - taken[at])
        taken[at] = taken[at] + more
        rest = rest - more
    return taken


def share_of(amount: Fen, part: Fen, whole: Fen) -> Fen:
    """One of two parts of a payment, by largest remainder, the first on a tie; nothing is paid where there is no whole."""
    safe = np.maximum(whole, 1)
    share, remainder = np.divmod(amount * part, safe)
    return share + ((remainder > 0) & (2 * remainder >= safe))


def _split(total: Fen, weights: Sequence[Fen], whole: Fen) -> list[Fen]:
    divided = [np.divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in divided]
    owed = total - _sum(parts)
    for at, (_, remainder) in enumerate(divided):
        # One fen more goes to those with the largest remainders, to the earlier on a tie.
        ahead = np.zeros_like(owed)
        for other, (_, theirs) in enumerate(divided):
            if other != at:
                ahead += theirs >= remainder if other < at else theirs > remainder
        parts[at] = parts[at] + (ahead < owed)
    return parts


def _sum(columns: Sequence[Fen]) -> Fen:
    found = columns[0]
    for column in columns[1:]:
        found = found + column
    return found
