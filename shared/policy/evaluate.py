"""Apply a policy to one bill: each layer in its order pays its part of what is left, and the patient bears the rest.

The parts add up to the bill by construction, because a layer can only take from what is left. Nothing is computed twice: the
amounts and the explanation are the same values.
"""

from collections.abc import Mapping

from shared.errors import Unprocessable
from shared.policy import counters
from shared.policy.clauses import Layer, Part, Policy, Stay
from shared.policy.left import Left
from shared.policy.outcome import Capped, Draw, Outcome, Share, Step
from shared.policy.plan import (
    INPATIENT,
    LevelUnknown,
    PlaceUnknown,
    PlannedCeiling,
    SchemeUnknown,
    Turn,
    VisitUnknown,
    plan_for,
    year_end_plan,
)
from shared.policy.reckon import by_part, by_scale, whole_fen

__all__ = [
    "BillDoesNotAddUp", "Capped", "Draw", "LevelUnknown", "Outcome", "PaidMoreThanLeft", "PartsNeeded", "PlaceUnknown",
    "SchemeUnknown", "Share", "Step", "VisitUnknown", "settle", "settle_year",
]  # fmt: skip


class BillDoesNotAddUp(Unprocessable):
    """政策范围内费用不能大于医疗费总额，各项金额不能为负数"""

    mend = "请核对各项金额；各类费用、各项目的合计不能大于总额"


class PartsNeeded(Unprocessable):
    """该地政策按目录类别计算，账单没有分类"""

    mend = "请填写各目录类别的金额（classes），或者按费用行测算"


class PaidMoreThanLeft(Unprocessable):
    """填报的已支付金额超过了该层可以支付的费用"""

    mend = "请核对外部已支付的金额"


def settle(policy: Policy, stay: Stay) -> Outcome:
    """Share one bill out. Raises BillDoesNotAddUp, PaidMoreThanLeft, PartsNeeded, LevelUnknown, SchemeUnknown, VisitUnknown,
    PlaceUnknown.
    """
    if not 0 <= stay.in_policy_fen <= stay.total_fen:
        raise BillDoesNotAddUp(total_fen=stay.total_fen, in_policy_fen=stay.in_policy_fen)
    if stay.classes or stay.items:
        _must_fit(stay, stay.classes)
        _must_fit(stay, stay.items)
    plan = plan_for(policy, stay)
    left = Left(stay, stay.in_policy_fen, stay.total_fen - stay.in_policy_fen)
    shares = tuple([_pay(turn, stay, left) for turn in plan.turns])
    for layer in policy.year_end:
        if layer.counting is not None and layer.counting.holds(stay):
            _count(layer, stay, left)
    counted = left.drawn
    patient_fen = left.in_policy_fen + left.out_of_policy_fen
    if stay.visit == INPATIENT:
        counted[counters.STAYS] = 1
    if stay.total_fen:
        counted[counters.TOTAL] = stay.total_fen
    if stay.in_policy_fen:
        counted[counters.IN_POLICY] = stay.in_policy_fen
    if patient_fen:
        counted[counters.PATIENT] = patient_fen
    if left.in_policy_fen:
        counted[counters.PATIENT_IN_POLICY] = left.in_policy_fen
    return Outcome(stay, plan, shares, left.in_policy_fen, left.out_of_policy_fen, counted)


def settle_year(policy: Policy, stay: Stay) -> Outcome:
    """What the year-end rules pay of a person's closed year: `stay` says who they are, and its `so_far` is the whole year.

    Each rule looks at what the stays that it counts have left with the patient, less what the rules before it pay of that. The
    bill that is shared out is the year's own, and the outcome's patient bears what is left of the year.
    """
    plan = year_end_plan(policy, stay)
    so_far = stay.so_far
    patient_fen, inside_fen = so_far.get(counters.PATIENT, 0), so_far.get(counters.PATIENT_IN_POLICY, 0)
    left = Left(stay, inside_fen, patient_fen - inside_fen)
    shares = []
    for turn in plan.turns:
        year = _year(turn.layer, so_far, stay)
        of_rule = Left(year, 0, 0)
        of_rule.in_policy_fen = min(left.in_policy_fen, year.so_far[counters.PATIENT_IN_POLICY])
        outside_fen = year.so_far[counters.PATIENT] - year.so_far[counters.PATIENT_IN_POLICY]
        of_rule.out_of_policy_fen = min(left.out_of_policy_fen, outside_fen)
        inside_before, outside_before = of_rule.in_policy_fen, of_rule.out_of_policy_fen
        of_rule.so_far, of_rule.drawn = so_far, left.drawn
        shares.append(_pay(turn, stay, of_rule))
        left.in_policy_fen -= inside_before - of_rule.in_policy_fen
        left.out_of_policy_fen -= outside_before - of_rule.out_of_policy_fen
    return Outcome(stay, plan, tuple(shares), left.in_policy_fen, left.out_of_policy_fen, left.drawn)


def _year(layer: Layer, so_far: Mapping[str, int], of: Stay) -> Stay:
    """The year as one bill, as a year-end rule counts it."""
    prefix = "year" if layer.counting is None else layer.name
    total, inside, patient, patient_inside = (so_far.get(f"{prefix}.{counted}", 0) for counted in counters.COUNTED)
    borne = {counters.PATIENT: patient, counters.PATIENT_IN_POLICY: patient_inside}
    return Stay("", "", frozenset(), total, inside, borne, year=of.year, income_fen=of.income_fen, members=of.members)


def _count(layer: Layer, stay: Stay, left: Left) -> None:
    patient_fen = left.in_policy_fen + left.out_of_policy_fen
    amounts = (stay.total_fen, stay.in_policy_fen, patient_fen, left.in_policy_fen)
    for counted, amount_fen in zip(counters.COUNTED, amounts, strict=True):
        left.count(f"{layer.name}.{counted}", True, amount_fen)


def _must_fit(stay: Stay, parts: Mapping[str, Part]) -> None:
    inside = outside = 0
    for name, part in parts.items():
        if not 0 <= part.in_policy_fen <= part.amount_fen or part.pre_pay_fen < 0:
            raise BillDoesNotAddUp(part=name, amount_fen=part.amount_fen, in_policy_fen=part.in_policy_fen)
        inside += part.in_policy_fen
        outside += part.amount_fen - part.in_policy_fen
    if inside > stay.in_policy_fen or outside > stay.total_fen - stay.in_policy_fen:
        raise BillDoesNotAddUp(parts=sorted(parts), in_policy_fen=inside, out_of_policy_fen=outside)


def _pay(turn: Turn, stay: Stay, left: Left) -> Share:
    layer = turn.layer
    base, names = turn.base, turn.names
    base_fen = left.base_fen(base, names)
    given_fen = stay.given.get(layer.name) if stay.given else None
    if given_fen is None and not turn.is_entitled:
        return Share(turn, base_fen, base_fen, base_fen, 0, None, None, (), 0, (), (), 0, False)

    if turn.asks_classes and not stay.classes and given_fen is None and stay.in_policy_fen:
        raise PartsNeeded(layer=layer.name, pointer="/classes")
    room_fen = left.room_fen(base, base_fen)
    entered_fen = base_fen
    if turn.enters is not None:
        share = turn.enters.value
        entered_fen = (2 * base_fen * share.numerator + share.denominator) // (2 * share.denominator)
    before_fen, due_before_fen = 0, None
    if turn.is_yearly:
        before_fen = left.so_far.get(layer.base_counter, 0)
        if turn.catches_up:
            due_before_fen = left.so_far.get(layer.due_counter, 0)
    caps: tuple[Capped, ...] = ()
    weights: Mapping[str, int] | None = None
    if given_fen is None:
        if turn.is_divided:
            (deducted, steps, scale_fen), weights = by_part(turn, left, entered_fen)
        else:
            deducted, steps, scale_fen = by_scale(turn, left, before_fen, entered_fen, due_before_fen)
        payable_fen = scale_fen
        if turn.limits:
            caps, payable_fen = _capped(turn, left, payable_fen)
        if payable_fen > room_fen:
            payable_fen = room_fen
    else:
        if given_fen > room_fen:
            raise PaidMoreThanLeft(layer=layer.name, given_fen=given_fen, rest_fen=room_fen)
        deducted, steps, scale_fen, payable_fen = None, (), given_fen, given_fen

    draws: tuple[Draw, ...] = ()
    paid_fen = payable_fen
    if turn.ceilings:
        draws, paid_fen = _draw(turn.ceilings, left, payable_fen, given_fen is not None)
    left.take(base, names, paid_fen, weights)
    if turn.is_yearly:
        left.count(layer.base_counter, True, entered_fen)
        if due_before_fen is not None:
            left.count(layer.due_counter, True, scale_fen)
    return Share(
        turn,
        base_fen,
        room_fen,
        entered_fen,
        before_fen,
        due_before_fen,
        deducted,
        steps,
        scale_fen,
        caps,
        draws,
        paid_fen,
        True,
        given_fen is not None,
    )


def _capped(turn: Turn, left: Left, payable_fen: int) -> tuple[tuple[Capped, ...], int]:
    """Hold a payment to every share-of-a-whole limit of its layer, one after the other."""
    caps = []
    for limit, shown, reference in turn.limits:
        whole = whole_fen(limit.of, left)
        # A limit rounds down: half a fen above it would already be more than the share that the rule allows.
        allowed_fen = whole * limit.share.numerator // limit.share.denominator
        earlier_fen = None
        if limit.is_with_earlier:
            earlier_fen = whole - _unpaid(limit.of.value, left)
            allowed_fen = max(0, allowed_fen - earlier_fen)
        cut_fen = max(0, payable_fen - allowed_fen)
        payable_fen -= cut_fen
        caps.append(Capped(limit.share, shown, limit.of, whole, earlier_fen, allowed_fen, cut_fen, limit.beyond, reference))
    return tuple(caps), payable_fen


def _unpaid(of: str, left: Left) -> int:
    """What nobody has paid of a whole before this layer; of the year's, what the patient bore of it is unpaid too."""
    if of.endswith("in_policy_total"):
        unpaid_fen, counter = left.in_policy_fen, counters.PATIENT_IN_POLICY
    else:
        unpaid_fen, counter = left.in_policy_fen + left.out_of_policy_fen, counters.PATIENT
    return unpaid_fen + left.so_far.get(counter, 0) if of.startswith("year_") else unpaid_fen


def _draw(ceilings: tuple[PlannedCeiling, ...], left: Left, payable_fen: int, is_given: bool) -> tuple[tuple[Draw, ...], int]:
    """Hold a payment to every ceiling of its layer, then count it. What was paid elsewhere is counted, not cut."""
    paid_fen = payable_fen
    found = []
    for ceiling, is_counted, limit_fen, reference in ceilings:
        if limit_fen is not None and reference is not None:
            before_fen = max(0, limit_fen - left.used_fen(ceiling.name, is_counted))
            found.append((ceiling, limit_fen, before_fen, reference))
            if not is_given and before_fen < paid_fen:
                paid_fen = before_fen
    draws = [
        Draw(
            ceiling.name,
            ceiling.title,
            ceiling.per,
            limit_fen,
            before_fen,
            max(0, before_fen - paid_fen),
            reference,
            ceiling.holder.value,
        )
        for ceiling, limit_fen, before_fen, reference in found
    ]
    for ceiling, is_counted, _, _ in ceilings:
        # An unlimited draw is counted too: another class of person, or a later file, may limit it within the same year.
        left.count(ceiling.name, is_counted, paid_fen)
    return tuple(draws), paid_fen
