"""From the base of a layer to its payment, for all bills of one plan: `shared.policy.reckon`, column by column."""

from fractions import Fraction

import numpy as np

from shared.policy.batch.columns import Fen
from shared.policy.batch.left import LeftColumns
from shared.policy.batch.split import scaled
from shared.policy.clauses import ShareOfIncome, Whole
from shared.policy.plan import PlannedPortion, PlannedTier, Turn
from shared.policy.values import Rounding

_UNITS = {
    Rounding.JIAO_HALF_UP: 10, Rounding.JIAO_DOWN: 10, Rounding.YUAN_HALF_UP: 100, Rounding.YUAN_DOWN: 100,
}  # fmt: skip
PartOfBase = tuple[str, Fen, PlannedPortion | None]


def half_up(amount: Fen, share: Fraction) -> Fen:
    return (2 * share.numerator * amount + share.denominator) // (2 * share.denominator)


def rounded(turn: Turn, numerator: Fen) -> Fen:
    """`Rounding.apply` over a column; not for negative amounts."""
    way = turn.layer.rounding
    unit = _UNITS.get(way, 1)
    whole = turn.denominator * unit
    match way:
        case Rounding.DOWN | Rounding.JIAO_DOWN | Rounding.YUAN_DOWN:
            fen = numerator // whole
        case Rounding.HALF_UP | Rounding.JIAO_HALF_UP | Rounding.YUAN_HALF_UP:
            fen = (2 * numerator + whole) // (2 * whole)
        case Rounding.UP:
            fen = -(-numerator // whole)
    return fen if unit == 1 else fen * unit


def whole_fen(of: Whole, left: LeftColumns) -> Fen:
    match of:
        case Whole.TOTAL:
            return left.total
        case Whole.IN_POLICY_TOTAL:
            return left.in_policy
        case Whole.YEAR_TOTAL:
            return left.so_far("year.total") + left.total
        case Whole.YEAR_IN_POLICY_TOTAL:
            return left.so_far("year.in_policy") + left.in_policy


def deductible_of(turn: Turn, left: LeftColumns) -> Fen:
    if turn.share_of is None:
        return np.full_like(left.total, turn.deductible_fen)
    share = turn.share_of.share
    if isinstance(turn.share_of, ShareOfIncome):
        floor: Fen = left.floor_of(turn.share_of)
    else:
        floor = whole_fen(turn.share_of.of, left) * share.numerator // share.denominator
    return half_up(floor, turn.deductible_share.value) if turn.deductible_share else floor


def by_scale(turn: Turn, left: LeftColumns, before: Fen | None, entered: Fen, due_before: Fen | None) -> Fen:
    if turn.scale_reference is None:
        return left.nothing
    floor = deductible_of(turn, left)
    after = entered if before is None else before + entered
    if due_before is not None:
        due: Fen = np.maximum(rounded(turn, _stretch(turn, floor, None, after)) - due_before, 0)
        return due
    numerator = _stretch(turn, floor, before, after)
    if before is None:
        return rounded(turn, numerator)
    earlier = _stretch(turn, floor, None, before)
    return rounded(turn, earlier + numerator) - rounded(turn, earlier)


def _stretch(turn: Turn, floor: Fen, before: Fen | None, after: Fen) -> Fen:
    """The exact sum over (before, after] of the base as a numerator; without `before`, from nothing."""
    if turn.fixed_fen is not None:
        fixed: Fen = np.minimum(turn.fixed_fen, np.maximum(after - floor, 0)) * turn.denominator
        return fixed
    if turn.is_flat:
        return _flat(turn, floor, after)
    shift = floor if turn.is_above_deductible else 0
    numerator, last = np.zeros_like(after), len(turn.tiers) - 1
    for at, tier in enumerate(turn.tiers):
        bottom = np.maximum(tier.from_fen + shift, floor)
        upper = after if at == last else np.minimum(after, np.maximum(floor, turn.tiers[at + 1].from_fen + shift))
        amount = upper - (bottom if before is None else np.maximum(bottom, before))
        numerator += np.maximum(amount, 0) * tier.numerator
    return numerator


def _flat(turn: Turn, floor: Fen, after: Fen) -> Fen:
    amount = np.maximum(after - floor, 0)
    counted = amount if turn.is_above_deductible else after
    if turn.is_upper_inclusive:
        counted = counted - 1
    ratio = np.zeros_like(after)
    for tier in turn.tiers:
        ratio = np.where(tier.from_fen <= counted, tier.numerator, ratio)
    numerator: Fen = amount * ratio
    return numerator


def by_part(turn: Turn, left: LeftColumns, entered: Fen) -> tuple[Fen, dict[str, Fen]]:
    """For a layer that tells parts of its base apart; also by how much of each fen of an item it pays."""
    divided = parts_of(turn, left)
    befores = scaled(entered, [amount for _, amount, _ in divided])
    parts = [(title, before, portion) for (title, _, portion), before in zip(divided, befores, strict=True)]
    amounts, floor, used = [*befores], deductible_of(turn, left), left.nothing
    for at, pre_pay in _order(turn, parts):
        want = np.maximum(floor - used, 0)
        stays = pre_pay.denominator - pre_pay.numerator
        wanted = (2 * want * stays + pre_pay.denominator) // (2 * pre_pay.denominator)
        taken = np.where(want > 0, np.minimum(amounts[at], wanted), 0)
        amounts[at] = amounts[at] - taken
        partly = used + (taken * pre_pay.denominator // stays if stays else 0)
        used = np.where(want > 0, np.where(taken == wanted, floor, partly), used)
    numerator = left.nothing
    for (_, _, portion), amount in zip(parts, amounts, strict=True):
        if tier := _tier(turn, portion):
            numerator += amount * tier.numerator
    return rounded(turn, numerator), _weights(turn, parts, amounts, left)


def parts_of(turn: Turn, left: LeftColumns) -> list[PartOfBase]:
    """The base as the bills brought it, divided: each portion, each class that only the deductible tells apart, the rest."""
    names, nothing = turn.layer.names, left.nothing
    if names:
        found: list[PartOfBase] = [(portion.title, left.items_fen(portion.items), portion) for portion in turn.portions]
        whole = left.items_fen(names)
    else:
        inside = [
            sum((left.item_columns[item].in_policy_fen for item in one.items if item in left.item_columns), nothing)
            for one in turn.portions
        ]
        of_class = {name: part.in_policy_fen for name, part in left.classes.items()}
        for portion, amount in zip(turn.portions, inside, strict=True):
            if portion.within:
                of_class[portion.within] = of_class.get(portion.within, nothing) - amount
        found = [
            (portion.title, amount + sum((of_class.get(name, nothing) for name in portion.classes), nothing), portion)
            for portion, amount in zip(turn.portions, inside, strict=True)
        ]
        told_apart = {name for portion in turn.portions for name in portion.classes}
        found += [(name, of_class.get(name, nothing), None) for name, _ in turn.deducted_from if name not in told_apart]
        whole = left.in_policy
    return [*found, ("", whole - sum((amount for _, amount, _ in found), nothing), None)]


def within_fits(turn: Turn, left: LeftColumns) -> Fen:
    """By bill, the least of what the division would weigh by: below nothing where items are more than the class they lie in."""
    if not turn.is_divided or turn.layer.names:
        return left.nothing
    least: Fen = np.minimum.reduce([left.nothing, *(amount for _, amount, _ in parts_of(turn, left))])
    within = {name for portion in turn.portions if (name := portion.within)}
    for name in within:
        taken = [item for portion in turn.portions if portion.within == name for item in portion.items]
        items = sum((left.item_columns[one].in_policy_fen for one in taken if one in left.item_columns), left.nothing)
        least = np.minimum(least, left.class_fen(name) - items)
    return least


def _tier(turn: Turn, portion: PlannedPortion | None) -> PlannedTier | None:
    if portion:
        return portion.tier
    return turn.tiers[0] if turn.tiers else None


def _weights(turn: Turn, parts: list[PartOfBase], amounts: list[Fen], left: LeftColumns) -> dict[str, Fen]:
    weights = dict.fromkeys(turn.names, left.nothing)
    others = {item for one in turn.portions for item in one.items}
    for (title, before, portion), amount in zip(parts, amounts, strict=True):
        tier = _tier(turn, portion)
        named = portion.items if portion else turn.names if not title else ()
        for item in named:
            if item in weights and tier and (portion or item not in others):
                weight = tier.numerator * amount // np.maximum(before, 1)
                weights[item] = np.where(before > 0, weight, weights[item])
    return weights


def _order(turn: Turn, parts: list[PartOfBase]) -> list[tuple[int, Fraction]]:
    first: list[tuple[int, Fraction]] = []
    for class_, pre_pay in turn.deducted_from:
        for at, (title, _, portion) in enumerate(parts):
            if (portion and class_ in portion.classes) or (portion is None and title == class_):
                first.append((at, pre_pay))
    named = {at for at, _ in first}
    rest = len(parts) - 1
    return [*first, *((at, Fraction()) for at in (rest, *range(rest)) if at not in named)]
