"""Apply a policy to one bill: each layer in its order pays its part of what is left, and the patient bears the rest.

The parts add up to the bill by construction, because a layer can only take from what is left. Nothing is computed twice: the
amounts and the explanation are the same values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shared.errors import Unprocessable
from shared.money import split
from shared.policy.clauses import Base, Beyond, Case, Layer, Limit, Period, Policy, Reference, Scale, Stay, Whole, first


class BillDoesNotAddUp(Unprocessable):
    """政策范围内费用不能大于医疗费总额,各项金额不能为负数"""


class LevelUnknown(Unprocessable):
    """该地政策没有规定这一等级的医疗机构"""


class PaidMoreThanLeft(Unprocessable):
    """填报的已支付金额超过了该层可以支付的费用"""

    mend = "请核对外部已支付的金额"


@dataclass(frozen=True, slots=True)
class Step:
    """One tier's part: this much of the base lay in it, and this share of that is paid."""

    from_fen: int
    amount_fen: int
    ratio: Fraction


@dataclass(frozen=True, slots=True)
class Deducted:
    """The deductible that the rule names, and how much of it this bill used up."""

    rule_fen: int
    used_fen: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class Draw:
    """What was left of a ceiling before and after this layer paid."""

    ceiling: str
    title: str
    per: Period
    limit_fen: int
    before_fen: int
    after_fen: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class Capped:
    """A share-of-the-whole limit, in fen, and what it cut off."""

    share: Fraction
    of: Whole
    limit_fen: int
    cut_fen: int
    beyond: Beyond
    reference: Reference


@dataclass(frozen=True, slots=True)
class Share:
    """What one layer pays of one bill, and why."""

    layer: Layer
    base_fen: int
    before_fen: int
    """The part of the year's base that earlier bills brought; 0 for a layer counted by stay."""
    deducted: Deducted | None
    steps: tuple[Step, ...]
    scale_reference: Reference | None
    scale_fen: int
    """What deductible and scale give, rounded, before any limit or ceiling."""
    capped: Capped | None
    draws: tuple[Draw, ...]
    paid_fen: int
    is_entitled: bool = True
    is_given: bool = False

    @property
    def shortfall_fen(self) -> int:
        return self.capped.cut_fen if self.capped and self.capped.beyond is Beyond.SHORTFALL else 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One bill, shared out."""

    stay: Stay
    shares: tuple[Share, ...]
    patient_in_policy_fen: int
    patient_out_of_policy_fen: int
    drawn: Mapping[str, int]
    """What this bill adds to each of the year's counters; a reversal takes exactly this away again."""

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    @property
    def shortfall_fen(self) -> int:
        """The part of the patient's share that an earlier layer should have carried (never more than the share)."""
        return sum(share.shortfall_fen for share in self.shares)


@dataclass(slots=True)
class _Open:
    """What is still open while the layers take their turns."""

    in_policy_fen: int
    out_of_policy_fen: int
    so_far: Mapping[str, int]
    drawn: dict[str, int] = field(default_factory=dict)
    """What this bill has added to the counters of the year."""
    drawn_in_stay: dict[str, int] = field(default_factory=dict)

    def rest_fen(self, base: Base) -> int:
        if base is Base.IN_POLICY:
            return self.in_policy_fen
        if base is Base.OUT_OF_POLICY:
            return self.out_of_policy_fen
        return self.in_policy_fen + self.out_of_policy_fen

    def take(self, base: Base, amount_fen: int) -> None:
        """Take a payment off what is left; one that looks at everything is taken off both parts in proportion."""
        if base is Base.IN_POLICY:
            self.in_policy_fen -= amount_fen
        elif base is Base.OUT_OF_POLICY:
            self.out_of_policy_fen -= amount_fen
        elif amount_fen:
            of_in_policy, of_the_rest = split(amount_fen, (self.in_policy_fen, self.out_of_policy_fen))
            self.in_policy_fen -= of_in_policy
            self.out_of_policy_fen -= of_the_rest

    def used_fen(self, counter: str, per: Period) -> int:
        if per is Period.STAY:
            return self.drawn_in_stay.get(counter, 0)
        return self.so_far.get(counter, 0) + self.drawn.get(counter, 0)

    def count(self, counter: str, per: Period, amount_fen: int) -> None:
        counters = self.drawn if per is Period.YEAR else self.drawn_in_stay
        if amount_fen:
            counters[counter] = counters.get(counter, 0) + amount_fen


def settle(policy: Policy, stay: Stay) -> Outcome:
    """Share one bill out. Raises BillDoesNotAddUp, LevelUnknown, PaidMoreThanLeft."""
    if not 0 <= stay.in_policy_fen <= stay.total_fen:
        raise BillDoesNotAddUp(total_fen=stay.total_fen, in_policy_fen=stay.in_policy_fen)
    if stay.level not in policy.levels:
        raise LevelUnknown(level=stay.level, known=dict(policy.levels))
    left = _Open(stay.in_policy_fen, stay.total_fen - stay.in_policy_fen, stay.so_far)
    shares = tuple(_pay(layer, stay, left) for layer in policy.layers)
    return Outcome(stay, shares, left.in_policy_fen, left.out_of_policy_fen, left.drawn)


def _pay(layer: Layer, stay: Stay, left: _Open) -> Share:
    rest_fen = left.rest_fen(layer.base)
    given_fen = stay.given.get(layer.name)
    if given_fen is None and not layer.entitled.holds(stay):
        return Share(layer, rest_fen, 0, None, (), None, 0, None, (), 0, is_entitled=False)

    before_fen = stay.so_far.get(layer.base_counter, 0) if layer.per is Period.YEAR else 0
    if given_fen is None:
        deducted, steps, case, scale_fen = _by_scale(layer, stay, before_fen, rest_fen)
        capped = _capped(first(layer.limits, stay), stay, scale_fen)
        payable_fen = capped.limit_fen if capped and capped.cut_fen else scale_fen
    else:
        if given_fen > rest_fen:
            raise PaidMoreThanLeft(layer=layer.name, given_fen=given_fen, rest_fen=rest_fen)
        deducted, steps, case, scale_fen, capped, payable_fen = None, (), None, given_fen, None, given_fen

    draws, paid_fen = _draw(layer, stay, left, payable_fen, is_given=given_fen is not None)
    left.take(layer.base, paid_fen)
    if layer.per is Period.YEAR:
        left.count(layer.base_counter, Period.YEAR, rest_fen)
    return Share(
        layer,
        rest_fen,
        before_fen,
        deducted,
        steps,
        case.reference if case else None,
        scale_fen,
        capped,
        draws,
        paid_fen,
        is_given=given_fen is not None,
    )


def _by_scale(
    layer: Layer, stay: Stay, before_fen: int, rest_fen: int
) -> tuple[Deducted | None, tuple[Step, ...], Case[Scale] | None, int]:
    """Deductible and tiers over the stretch of the base that this bill brings, (before, before + rest].

    A layer counted by year pays the rounded sum for the year so far less the rounded sum for the year before this bill, so that
    a bill split in two gives the same as the whole.
    """
    deductible = first(layer.deductibles, stay)
    floor_fen = deductible.value if deductible else 0
    after_fen = before_fen + rest_fen
    deducted = None
    if deductible:
        deducted = Deducted(floor_fen, min(after_fen, floor_fen) - min(before_fen, floor_fen), deductible.reference)
    case = first(layer.scales, stay)
    if case is None:
        return deducted, (), None, 0
    steps = _steps(case.value, floor_fen, before_fen, after_fen)
    exact = sum((step.amount_fen * step.ratio for step in steps), Fraction())
    rounded = layer.rounding.apply
    if before_fen == 0:
        return deducted, steps, case, rounded(exact)
    exact_before = sum((step.amount_fen * step.ratio for step in _steps(case.value, floor_fen, 0, before_fen)), Fraction())
    return deducted, steps, case, rounded(exact_before + exact) - rounded(exact_before)


def _steps(scale: Scale, floor_fen: int, before_fen: int, after_fen: int) -> tuple[Step, ...]:
    shift_fen = floor_fen if scale.is_above_deductible else 0
    bounds = [max(floor_fen, tier.from_fen + shift_fen) for tier in scale.tiers]
    tops = [*bounds[1:], None]
    steps = []
    for tier, bottom_fen, top_fen in zip(scale.tiers, bounds, tops, strict=True):
        upper_fen = after_fen if top_fen is None else min(after_fen, top_fen)
        amount_fen = upper_fen - max(before_fen, bottom_fen)
        if amount_fen > 0:
            steps.append(Step(bottom_fen, amount_fen, tier.ratio))
    return tuple(steps)


def _capped(case: Case[Limit] | None, stay: Stay, payable_fen: int) -> Capped | None:
    if case is None:
        return None
    limit = case.value
    whole_fen = stay.in_policy_fen if limit.of is Whole.IN_POLICY_TOTAL else stay.total_fen
    # A limit rounds down: half a fen above it would already be more than the share that the rule allows.
    limit_fen = int(whole_fen * limit.share)
    return Capped(limit.share, limit.of, limit_fen, max(0, payable_fen - limit_fen), limit.beyond, case.reference)


def _draw(layer: Layer, stay: Stay, left: _Open, payable_fen: int, *, is_given: bool) -> tuple[tuple[Draw, ...], int]:
    """Hold a payment to every ceiling of its layer, then count it. What was paid elsewhere is counted, not cut."""
    found = []
    for ceiling in layer.ceilings:
        case = first(ceiling.limits, stay)
        if case is not None and case.value is not None:
            before_fen = max(0, case.value - left.used_fen(ceiling.name, ceiling.per))
            found.append((ceiling, case.value, before_fen, case.reference))
    paid_fen = payable_fen if is_given else min([payable_fen, *(before_fen for _, _, before_fen, _ in found)])
    draws = []
    for ceiling, limit_fen, before_fen, reference in found:
        after_fen = max(0, before_fen - paid_fen)
        draws.append(Draw(ceiling.name, ceiling.title, ceiling.per, limit_fen, before_fen, after_fen, reference))
    for ceiling in layer.ceilings:
        # An unlimited draw is counted too: another class of person, or a later file, may limit it within the same year.
        left.count(ceiling.name, ceiling.per, paid_fen)
    return tuple(draws), paid_fen
