"""What a policy comes down to for one kind of person at one kind of hospital: every case chosen, every ratio an integer.

Cases are chosen from the facts that do not change from bill to bill, and from the measures (the number of the stay, amounts) that
a policy's conditions name. Bills that agree in these share one plan, which is worked out once and kept with the policy. Pure.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple, TypeVar

from shared.errors import Unprocessable
from shared.policy.clauses import (
    AnyMeasure,
    Base,
    Case,
    Cases,
    Ceiling,
    Layer,
    Limit,
    Period,
    Policy,
    Reference,
    Rounding,
    ShareOf,
    ShareOfIncome,
    Stay,
    first,
)
from shared.policy.condition import known
from shared.policy.income import IncomeNeeded, IncomeNotPublished
from shared.policy.measures import measures_of
from shared.policy.say import percent

T = TypeVar("T")

PLANS_LIMIT = 10_000
"""Plans kept per policy: far more than there are kinds of people and hospitals; beyond it the memory starts anew."""

INPATIENT = "inpatient"
"""The one visit that counts as a stay of the year."""

_NOTHING: frozenset[str] = frozenset()


class LevelUnknown(Unprocessable):
    """该地政策没有规定这一等级的医疗机构"""

    mend = "请使用该地政策列明的医疗机构等级"


class SchemeUnknown(Unprocessable):
    """该地政策没有规定这一险种的待遇"""

    mend = "请核对参保险种；该险种另有政策文件的，请联系平台管理员补录"


class VisitUnknown(Unprocessable):
    """该地政策没有规定这一就诊类别的待遇"""

    mend = "请核对就诊类别，例如 inpatient 住院"


class PlaceUnknown(Unprocessable):
    """该地政策没有规定在这类地方就医的待遇"""

    mend = "请使用该地政策列明的就医地"


class PlannedTier(NamedTuple):
    """A tier with its ratio as an integer over the denominator of its scale, and as it is shown."""

    from_fen: int
    numerator: int
    ratio: Fraction
    shown: str


class PlannedPortion(NamedTuple):
    """A part of the base with a ratio of its own; `pre_pay` is what a deductible taken before the pre-pay share leaves out."""

    title: str
    classes: tuple[str, ...]
    items: tuple[str, ...]
    within: str | None
    tier: PlannedTier
    reference: Reference


class PlannedLimit(NamedTuple):
    """A limit with its share as integers, and its clause."""

    limit: Limit
    shown: str
    reference: Reference


class PlannedCeiling(NamedTuple):
    """What this person may draw from a ceiling; None without limit or where no case speaks of them."""

    ceiling: Ceiling
    is_counted: bool
    limit_fen: int | None
    reference: Reference | None


@dataclass(slots=True)
class Turn:
    """One layer, as it meets one kind of person."""

    layer: Layer
    is_entitled: bool
    base: Base
    names: tuple[str, ...]
    is_divided: bool
    """Whether parts of the base have ratios of their own, or the deductible comes out of a class."""
    asks_classes: bool
    """Whether the layer cannot be reckoned without the bill's catalogue classes."""
    catches_up: bool
    is_inpatient: bool
    is_year_end: bool
    is_yearly: bool
    enters: Case[Fraction] | None
    deductible: Case[int | ShareOf | ShareOfIncome] | None
    deductible_share: Case[Fraction] | None
    deductible_fen: int
    """What the rule names for this person; 0 where it is a share of a whole, which the bill decides."""
    share_of: ShareOf | ShareOfIncome | None
    scale_reference: Reference | None
    tiers: tuple[PlannedTier, ...]
    denominator: int
    is_above_deductible: bool
    is_flat: bool
    is_upper_inclusive: bool
    fixed_fen: int | None
    is_single: bool
    """One ratio for all of the base: the scale that most layers have."""
    is_half_up: bool
    portions: tuple[PlannedPortion, ...]
    deducted_from: tuple[tuple[str, Fraction], ...]
    """Classes that the deductible is taken out of, with the pre-pay share before which it is taken."""
    limits: tuple[PlannedLimit, ...]
    ceilings: tuple[PlannedCeiling, ...]
    said: dict[str, object]
    """What the explanation of this layer says of every such person, worked out by `explain` at the first one."""


@dataclass(slots=True)
class Plan:
    """Every layer's turn; `said` is what the explanation says of every such person."""

    turns: tuple[Turn, ...]
    said: dict[str, object]


def plan_for(policy: Policy, stay: Stay) -> Plan:
    """Raises LevelUnknown, SchemeUnknown, VisitUnknown, PlaceUnknown."""
    plans = policy.plans
    asked: tuple[tuple[AnyMeasure, ...], tuple[str, ...]] | None = plans.get(None)
    if asked is None:
        asked = plans[None] = (measures_of(policy), tuple(policy.words.regions))
    measures, regions = asked
    words = policy.words
    key = (
        stay.level,
        stay.persons,
        stay.scheme,
        stay.visit,
        stay.place,
        stay.diseases.intersection(words.diseases) if stay.diseases else _NOTHING,
        stay.traits.intersection(words.traits) if stay.traits else _NOTHING,
        tuple([stay.region.startswith(region) for region in regions]) if regions else (),
        tuple([known(measure, stay) for measure in measures]) if measures else (),
    )
    found: Plan | None = plans.get(key)
    if found is None:
        found = _plan(policy, stay)
        if len(plans) > PLANS_LIMIT:
            plans.clear()
        plans[key] = found
    return found


def year_end_plan(policy: Policy, stay: Stay) -> Plan:
    """The turns of the year-end rules, which ask of no hospital."""
    return Plan(tuple(_turn(policy, layer, stay) for layer in policy.year_end), {})


def must_rule(policy: Policy, *, level: str, scheme: str, place: str, visit: str | None = None) -> None:
    """Whether a policy speaks of such a bill at all; what a visit is for may not be known yet.

    Raises LevelUnknown, SchemeUnknown, VisitUnknown, PlaceUnknown.
    """
    words = policy.words
    if level not in words.levels:
        raise LevelUnknown(level=level, known=dict(words.levels))
    if scheme not in words.schemes:
        raise SchemeUnknown(scheme=scheme, known=dict(words.schemes))
    if visit is not None and visit not in words.visits:
        raise VisitUnknown(visit=visit, known=dict(words.visits))
    if words.places and place not in words.places:
        raise PlaceUnknown(place=place, known=dict(words.places))


def _plan(policy: Policy, stay: Stay) -> Plan:
    must_rule(policy, level=stay.level, scheme=stay.scheme, visit=stay.visit, place=stay.place)
    return Plan(tuple(_turn(policy, layer, stay) for layer in policy.layers), {})


def _turn(policy: Policy, layer: Layer, stay: Stay) -> Turn:
    is_entitled = layer.entitled.holds(stay)
    deductible, share = _first(layer.deductibles, stay, is_entitled), _first(layer.deductible_shares, stay, is_entitled)
    value = deductible.value if deductible else 0
    scale = _first(layer.scales, stay, is_entitled)
    ratios = [tier.ratio for tier in scale.value.tiers] if scale else []
    portions = [(portion, case) for portion in layer.portions if (case := _first(portion.ratios, stay, is_entitled))]
    denominator = lcm(1, *(ratio.denominator for ratio in [*ratios, *(case.value for _, case in portions)]))
    limits = _first(layer.limits, stay, is_entitled)
    return Turn(
        layer=layer,
        is_entitled=is_entitled,
        base=layer.base,
        names=layer.names,
        is_divided=bool(layer.portions or layer.deducted_from),
        asks_classes=layer.base is Base.CLASSES
        or layer.deducted_from is not None
        or any(portion.classes for portion in layer.portions),
        catches_up=layer.catches_up,
        is_inpatient=stay.visit == INPATIENT,
        is_year_end=any(layer is one for one in policy.year_end),
        is_yearly=layer.per is Period.YEAR,
        enters=_first(layer.enters, stay, is_entitled),
        deductible=deductible,
        deductible_share=share,
        deductible_fen=0 if isinstance(value, ShareOf | ShareOfIncome) else reduced(value, share.value if share else None),
        share_of=value if isinstance(value, ShareOf | ShareOfIncome) else None,
        scale_reference=scale.reference if scale else None,
        tiers=tuple(_tier(tier.from_fen, tier.ratio, denominator) for tier in scale.value.tiers) if scale else (),
        denominator=denominator,
        is_above_deductible=scale is not None and scale.value.is_above_deductible,
        is_flat=scale is not None and scale.value.is_flat,
        is_upper_inclusive=scale is not None and scale.value.is_upper_inclusive,
        fixed_fen=scale.value.fixed_fen if scale else None,
        is_single=scale is not None and len(scale.value.tiers) == 1 and not scale.value.tiers[0].from_fen,
        is_half_up=layer.rounding is Rounding.HALF_UP,
        portions=tuple(
            PlannedPortion(
                portion.title,
                portion.classes,
                portion.items,
                portion.within,
                _tier(0, case.value, denominator),
                case.reference,
            )
            for portion, case in portions
        ),
        deducted_from=_deducted_from(policy, layer, stay),
        limits=tuple(PlannedLimit(one, percent(one.share), limits.reference) for one in limits.value) if limits else (),
        ceilings=tuple(_ceiling(ceiling, stay, is_entitled) for ceiling in layer.ceilings),
        said={},
    )


def _first(cases: Cases[T], stay: Stay, is_entitled: bool) -> Case[T] | None:
    """The case that fits; an income that is not known matters only to whom the layer is for."""
    try:
        return first(cases, stay)
    except (IncomeNeeded, IncomeNotPublished):
        if is_entitled:
            raise
        return None


def _tier(from_fen: int, ratio: Fraction, denominator: int) -> PlannedTier:
    return PlannedTier(from_fen, ratio.numerator * (denominator // ratio.denominator), ratio, percent(ratio))


def _ceiling(ceiling: Ceiling, stay: Stay, is_entitled: bool) -> PlannedCeiling:
    case = _first(ceiling.limits, stay, is_entitled)
    return PlannedCeiling(ceiling, ceiling.per is not Period.STAY, case.value if case else None, case.reference if case else None)


def _deducted_from(policy: Policy, layer: Layer, stay: Stay) -> tuple[tuple[str, Fraction], ...]:
    rule = layer.deducted_from
    if rule is None:
        return ()
    found = []
    for class_ in rule.classes:
        fitting = next((one for one in policy.catalogue.pre_pay if one.fits(class_, None, stay)), None)
        found.append((class_, fitting.value if fitting and rule.is_before_pre_pay else Fraction()))
    return tuple(found)


def reduced(amount_fen: int, share: Fraction | None) -> int:
    """A deductible of which only a share applies, rounded half up to the fen."""
    if share is None:
        return amount_fen
    return (2 * amount_fen * share.numerator + share.denominator) // (2 * share.denominator)
