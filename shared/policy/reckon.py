"""From the base of a layer to its payment: deductible, tiers, parts with a ratio of their own. Exact until its one rounding.

Money is fen; ratios are integers over the denominator of their turn, so that no fraction is made while a bill is shared out.
"""

from fractions import Fraction

from shared.policy.clauses import ShareOfIncome, Whole
from shared.policy.income import income_fen, income_title
from shared.policy.left import Left, scaled
from shared.policy.outcome import Deducted, Step
from shared.policy.plan import PlannedPortion, Turn, reduced

Reckoned = tuple[Deducted | None, tuple[Step, ...], int]
"""The deductible and what of it was used, the steps, and the rounded fen."""


def by_scale(turn: Turn, left: Left, before_fen: int, entered_fen: int, due_before_fen: int | None) -> Reckoned:
    """Deductible and scale over the stretch of the base that this bill brings, (before, before + entered].

    A layer counted by year pays the rounded sum for the year so far less the rounded sum for the year before this bill, so that
    a bill split in two gives the same as the whole. Where the year is reckoned as a whole (`due_before_fen`), what was due
    before is taken off, and never less than nothing is paid.
    """
    after_fen = before_fen + entered_fen
    floor_fen = turn.deductible_fen if turn.share_of is None else deductible_of(turn, left)
    deducted = None
    if turn.deductible:
        used_fen = (after_fen if after_fen < floor_fen else floor_fen) - (before_fen if before_fen < floor_fen else floor_fen)
        deducted = _deducted(turn, left, floor_fen, used_fen)
    if turn.scale_reference is None:
        return deducted, (), 0
    if due_before_fen is not None:
        if deducted:  # the whole year is reckoned anew, and so is what the patient keeps of it
            deducted = deducted._replace(used_fen=min(after_fen, floor_fen))
        steps, numerator = _stretch(turn, floor_fen, 0, after_fen)
        return deducted, steps, max(0, _rounded(turn, numerator) - due_before_fen)
    steps, numerator = _stretch(turn, floor_fen, before_fen, after_fen)
    if before_fen == 0:
        return deducted, steps, _rounded(turn, numerator)
    _, numerator_before = _stretch(turn, floor_fen, 0, before_fen)
    return deducted, steps, _rounded(turn, numerator_before + numerator) - _rounded(turn, numerator_before)


def deductible_of(turn: Turn, left: Left) -> int:
    """What the patient keeps first: an amount, or a share of a whole or of an income (rounded down, so that the share is never
    exceeded). Raises IncomeNeeded, IncomeNotPublished."""
    rule = turn.share_of
    if rule is None:
        return turn.deductible_fen
    whole = income_fen(rule.of, rule.table, left.stay) if isinstance(rule, ShareOfIncome) else whole_fen(rule.of, left)
    share = rule.share
    floor_fen = whole * share.numerator // share.denominator
    return reduced(floor_fen, turn.deductible_share.value if turn.deductible_share else None)


def _deducted(turn: Turn, left: Left, floor_fen: int, used_fen: int) -> Deducted | None:
    if not turn.deductible:
        return None
    rule = turn.share_of
    if not isinstance(rule, ShareOfIncome):
        return Deducted(floor_fen, used_fen, turn.deductible.reference)
    of = income_title(rule.of, rule.table, left.stay)
    return Deducted(floor_fen, used_fen, turn.deductible.reference, of, income_fen(rule.of, rule.table, left.stay))


def whole_fen(of: Whole, left: Left) -> int:
    stay, so_far = left.stay, left.so_far
    match of:
        case Whole.TOTAL:
            return stay.total_fen
        case Whole.IN_POLICY_TOTAL:
            return stay.in_policy_fen
        case Whole.YEAR_TOTAL:
            return so_far.get("year.total", 0) + stay.total_fen
        case Whole.YEAR_IN_POLICY_TOTAL:
            return so_far.get("year.in_policy", 0) + stay.in_policy_fen


def _rounded(turn: Turn, numerator: int) -> int:
    if turn.is_half_up:
        return (2 * numerator + turn.denominator) // (2 * turn.denominator)
    return turn.layer.rounding.apply(numerator, turn.denominator)


def _stretch(turn: Turn, floor_fen: int, before_fen: int, after_fen: int) -> tuple[tuple[Step, ...], int]:
    """The steps over (before, after] of the base, and their exact sum as a numerator."""
    if turn.fixed_fen is not None:
        return (), min(turn.fixed_fen, max(0, after_fen - floor_fen)) * turn.denominator
    if turn.is_flat:
        return _flat(turn, floor_fen, after_fen)
    if turn.is_single:
        amount_fen = after_fen - (floor_fen if floor_fen > before_fen else before_fen)
        if amount_fen <= 0:
            return (), 0
        tier = turn.tiers[0]
        return (Step(floor_fen, amount_fen, tier.ratio, tier.shown),), amount_fen * tier.numerator
    shift_fen = floor_fen if turn.is_above_deductible else 0
    steps, numerator = [], 0
    tiers, last = turn.tiers, len(turn.tiers) - 1
    for at, tier in enumerate(tiers):
        bottom_fen = tier.from_fen + shift_fen
        bottom_fen = max(bottom_fen, floor_fen)
        upper_fen = after_fen
        if at < last:
            upper_fen = min(upper_fen, max(floor_fen, tiers[at + 1].from_fen + shift_fen))
        amount_fen = upper_fen - (bottom_fen if bottom_fen > before_fen else before_fen)
        if amount_fen > 0:
            steps.append(Step(bottom_fen, amount_fen, tier.ratio, tier.shown))
            numerator += amount_fen * tier.numerator
    return tuple(steps), numerator


def _flat(turn: Turn, floor_fen: int, after_fen: int) -> tuple[tuple[Step, ...], int]:
    """The one tier that the base reaches pays all of it, less the deductible."""
    amount_fen = after_fen - floor_fen
    if amount_fen <= 0:
        return (), 0
    counted_fen = amount_fen if turn.is_above_deductible else after_fen
    if turn.is_upper_inclusive:
        counted_fen -= 1  # an amount that is exactly a bound still belongs to the tier below it
    reached = [tier for tier in turn.tiers if tier.from_fen <= counted_fen]
    if not reached:
        return (), 0
    tier = reached[-1]
    shift_fen = floor_fen if turn.is_above_deductible else 0
    return (Step(tier.from_fen + shift_fen, amount_fen, tier.ratio, tier.shown),), amount_fen * tier.numerator


def by_part(turn: Turn, left: Left, entered_fen: int) -> tuple[Reckoned, dict[str, int]]:
    """For a layer that tells parts of its base apart: each by its ratio, the deductible out of the classes that the rule names.

    What a rule's classes cannot bear of the deductible comes out of the other parts, the rest first and then in the file's order.
    """
    parts = _parts(turn, left, entered_fen)
    floor_fen = deductible_of(turn, left)
    used_fen = 0
    amounts = [amount_fen for _, amount_fen, _ in parts]
    for at, pre_pay in _order(turn, parts):
        want_fen = floor_fen - used_fen
        if want_fen <= 0:
            break
        stays = pre_pay.denominator - pre_pay.numerator
        # Before the pre-pay share: of each yuan deducted only what would have been left after the share leaves the base.
        wanted_in_base = (2 * want_fen * stays + pre_pay.denominator) // (2 * pre_pay.denominator)
        taken_fen = min(amounts[at], wanted_in_base)
        amounts[at] -= taken_fen
        if taken_fen == wanted_in_base:
            used_fen = floor_fen
        elif stays:
            used_fen += taken_fen * pre_pay.denominator // stays
    deducted = _deducted(turn, left, floor_fen, used_fen)
    steps, numerator = [], 0
    for (title, before_fen, portion), amount_fen in zip(parts, amounts, strict=True):
        tier = portion.tier if portion else turn.tiers[0] if turn.tiers else None
        if amount_fen and tier:
            reference = portion.reference if portion else None
            steps.append(Step(0, amount_fen, tier.ratio, tier.shown, title, reference, before_fen - amount_fen))
            numerator += amount_fen * tier.numerator
    return (deducted, tuple(steps), _rounded(turn, numerator)), _weights(turn, parts, amounts)


def _weights(turn: Turn, parts: list["_Part"], amounts: list[int]) -> dict[str, int]:
    """For a layer on items: by how much of each fen of an item it pays, so that the payment comes off the right one."""
    weights = dict.fromkeys(turn.names, 0)
    for (title, before_fen, portion), amount_fen in zip(parts, amounts, strict=True):
        tier = portion.tier if portion else turn.tiers[0] if turn.tiers else None
        named = portion.items if portion else turn.names if not title else ()
        others = {item for one in turn.portions for item in one.items} if portion is None else set()
        for item in named:
            if item in weights and item not in others and tier and before_fen:
                weights[item] = tier.numerator * amount_fen // before_fen
    return weights


_Part = tuple[str, int, PlannedPortion | None]
"""Title, fen, and the ratio of its own that it has."""


def _parts(turn: Turn, left: Left, entered_fen: int) -> list[_Part]:
    """The base, divided: each portion, then each class that only the deductible tells apart, and last the rest."""
    stay, layer = left.stay, turn.layer
    if layer.names:
        found: list[_Part] = [
            (portion.title, sum(sum(left.item_fen(item)) for item in portion.items), portion) for portion in turn.portions
        ]
    else:
        inside = {
            portion: sum(stay.items[item].in_policy_fen for item in portion.items if item in stay.items)
            for portion in turn.portions
        }
        taken: dict[str, int] = {}
        for portion, amount_fen in inside.items():
            if portion.within:
                taken[portion.within] = taken.get(portion.within, 0) + amount_fen
        of_class = {name: part.in_policy_fen - taken.get(name, 0) for name, part in stay.classes.items()}
        found = [
            (portion.title, inside[portion] + sum(of_class.get(class_, 0) for class_ in portion.classes), portion)
            for portion in turn.portions
        ]
        told_apart = {class_ for portion in turn.portions for class_ in portion.classes}
        for class_, _ in turn.deducted_from:
            if class_ not in told_apart:
                found.append((class_, of_class.get(class_, 0), None))
    whole_fen = sum(sum(left.item_fen(name)) for name in layer.names) if layer.names else stay.in_policy_fen
    rest_fen = whole_fen - sum(amount_fen for _, amount_fen, _ in found)
    everything = [*found, ("", rest_fen, None)]
    amounts = scaled(entered_fen, [amount_fen for _, amount_fen, _ in everything]) if whole_fen else [0] * len(everything)
    return [(title, amount_fen, portion) for (title, _, portion), amount_fen in zip(everything, amounts, strict=True)]


def _order(turn: Turn, parts: list[_Part]) -> list[tuple[int, Fraction]]:
    first: list[tuple[int, Fraction]] = []
    for class_, pre_pay in turn.deducted_from:
        for at, (title, _, portion) in enumerate(parts):
            if (portion and class_ in portion.classes) or (portion is None and title == class_):
                first.append((at, pre_pay))
    named = {at for at, _ in first}
    rest = len(parts) - 1
    return [*first, *((at, Fraction()) for at in (rest, *range(rest)) if at not in named)]
