"""Say why: an outcome as JSON values, each layer with its numbers, its clause and a Chinese sentence for the patient. Pure.

The sentences have full-width commas: a half-width one would look like the commas inside the amounts.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.money import yuan_grouped
from shared.policy.clauses import Base, Condition, Period, Policy, Reference, Rounding, Trust, Whole
from shared.policy.evaluate import Capped, Draw, Outcome, Share, Step

_BASE = {
    Base.IN_POLICY: "尚未支付的政策范围内费用",
    Base.OUT_OF_POLICY: "尚未支付的政策范围外费用",
    Base.EVERYTHING: "尚未支付的全部费用",
}
_PER = {Period.STAY: "本次住院", Period.YEAR: "本年度"}
_WHOLE = {Whole.IN_POLICY_TOTAL: "政策范围内总费用", Whole.TOTAL: "医疗费总额"}
_ROUNDING = {Rounding.HALF_UP: "四舍五入到分", Rounding.DOWN: "分以下舍去"}


def percent(ratio: Fraction) -> str:
    """`Fraction(65, 100)` -> `65%`."""
    points = ratio * 100
    shown = (Decimal(points.numerator) / points.denominator).quantize(Decimal("0.0001"))
    return f"{shown.normalize():f}%"


def explained(policy: Policy, outcome: Outcome) -> dict[str, Any]:
    """Everything that is needed to understand, check and re-derive an outcome, as JSON values; amounts in fen."""
    stay = outcome.stay
    return {
        "policy": {
            "name": policy.name,
            "title": policy.title,
            "version": policy.version,
            "in_force_from": policy.term.start.isoformat(),
            "in_force_to": policy.term.end.isoformat() if policy.term.end else None,
        },
        "region": stay.region,
        "level": stay.level,
        "level_title": policy.levels[stay.level],
        "persons": sorted(stay.persons),
        "person_titles": [title for name, title in policy.persons.items() if name in stay.persons],
        "total_fen": stay.total_fen,
        "in_policy_fen": stay.in_policy_fen,
        "shares": [share_explained(policy, share) for share in outcome.shares],
        "patient_fen": outcome.patient_fen,
        "patient_in_policy_fen": outcome.patient_in_policy_fen,
        "patient_out_of_policy_fen": outcome.patient_out_of_policy_fen,
        "shortfall_fen": outcome.shortfall_fen,
        "so_far": dict(stay.so_far),
        "drawn": dict(outcome.drawn),
    }


def share_explained(policy: Policy, share: Share) -> dict[str, Any]:
    """One layer. `reference` is that of the scale by which this person is paid; other values name theirs where it differs."""
    layer = share.layer
    clause = share.scale_reference or layer.reference
    return {
        "layer": layer.name,
        "title": layer.title,
        "payer": layer.payer,
        "paid_fen": share.paid_fen,
        "is_entitled": share.is_entitled,
        "is_given": share.is_given,
        "sentence": sentence(policy, share),
        "reference": reference_explained(clause),
        "base": layer.base.value,
        "base_fen": share.base_fen,
        "base_before_fen": share.before_fen,
        "deductible": share.deducted
        and {
            "rule_fen": share.deducted.rule_fen,
            "used_fen": share.deducted.used_fen,
            "reference": _own(share.deducted.reference, clause),
        },
        "steps": [
            {"from_fen": step.from_fen, "amount_fen": step.amount_fen, "ratio": percent(step.ratio)} for step in share.steps
        ],
        "scale_fen": share.scale_fen,
        "rounding": layer.rounding.value,
        "limit": share.capped and _limit_explained(share.capped, clause),
        "ceilings": [_draw_explained(draw, clause) for draw in share.draws],
        "shortfall_fen": share.shortfall_fen,
    }


def reference_explained(reference: Reference) -> dict[str, str]:
    return {
        "document": reference.document,
        "clause": reference.clause,
        "address": reference.address,
        "trust": reference.trust.value,
        "reason": reference.reason,
    }


def _own(reference: Reference, clause: Reference) -> dict[str, str] | None:
    """The reference of one value of a layer; None where it is the layer's clause, so that it is not said over and over."""
    return None if reference is clause else reference_explained(reference)


def sentence(policy: Policy, share: Share) -> str:
    """How this layer came to its amount, in words that a patient can follow with a pocket calculator."""
    layer, paid = share.layer, yuan_grouped(share.paid_fen)
    if not share.is_entitled:
        return f"本项适用于{_who(policy, layer.entitled)}，本次不适用。"
    if share.is_given:
        return f"已由外部支付 {paid} 元，据实列入。"
    base = f"{_BASE[layer.base]} {yuan_grouped(share.base_fen)} 元"
    if share.base_fen == 0:
        return f"没有{_BASE[layer.base]}，支付 0.00 元。"
    parts = [base]
    if share.before_fen:
        parts.append(f"连同本年度此前的 {yuan_grouped(share.before_fen)} 元累计计算")
    if share.deducted and share.deducted.used_fen:
        parts.append(f"扣除起付线 {yuan_grouped(share.deducted.used_fen)} 元({_PER[layer.per]})")
    if share.steps:
        parts.append(_steps(share))
    else:
        parts.append("没有达到支付起点")
    parts.extend(_cuts(share))
    return f"{'，'.join(parts)}，支付 {paid} 元。"


def _steps(share: Share) -> str:
    summed = " + ".join(_step(share, step) for step in share.steps)
    how = "分段计算 " if len(share.steps) > 1 else ""
    exact = sum(step.amount_fen * step.ratio for step in share.steps)
    rounding = "" if exact == share.scale_fen else f"({_ROUNDING[share.layer.rounding]})"
    return f"{how}{summed} = {yuan_grouped(share.scale_fen)} 元{rounding}"


def _step(share: Share, step: Step) -> str:
    told_already = share.deducted.rule_fen if share.deducted else 0
    above = f"{yuan_grouped(step.from_fen)} 元以上的 " if step.from_fen > told_already else ""
    return f"{above}{yuan_grouped(step.amount_fen)} 元 × {percent(step.ratio)}"


def _cuts(share: Share) -> list[str]:
    cuts = []
    if share.capped and share.capped.cut_fen:
        capped = share.capped
        cuts.append(f"至多为{_WHOLE[capped.of]}的 {percent(capped.share)} 即 {yuan_grouped(capped.limit_fen)} 元")
        if share.shortfall_fen:
            cuts.append(f"超出的 {yuan_grouped(share.shortfall_fen)} 元应由前面各项解决，列为待追补")
    payable_fen = share.capped.limit_fen if share.capped and share.capped.cut_fen else share.scale_fen
    cuts.extend(_cut(draw) for draw in share.draws if draw.before_fen < payable_fen)
    return cuts


def _cut(draw: Draw) -> str:
    if draw.before_fen == draw.limit_fen:
        return f"以{draw.title} {yuan_grouped(draw.limit_fen)} 元为限"
    return f"{draw.title} {yuan_grouped(draw.limit_fen)} 元只余 {yuan_grouped(draw.before_fen)} 元"


def _who(policy: Policy, entitled: Condition) -> str:
    persons = "、".join(title for name, title in policy.persons.items() if name in entitled.persons)
    levels = "、".join(title for name, title in policy.levels.items() if name in entitled.levels)
    regions = "、".join(policy.regions[region] for region in entitled.regions)
    return "，".join(filter(None, [regions, levels, persons]))


def _draw_explained(draw: Draw, clause: Reference) -> dict[str, Any]:
    return {
        "ceiling": draw.ceiling,
        "title": draw.title,
        "per": draw.per.value,
        "limit_fen": draw.limit_fen,
        "before_fen": draw.before_fen,
        "after_fen": draw.after_fen,
        "reference": _own(draw.reference, clause),
    }


def _limit_explained(capped: Capped, clause: Reference) -> dict[str, Any]:
    return {
        "share": percent(capped.share),
        "of": capped.of.value,
        "limit_fen": capped.limit_fen,
        "cut_fen": capped.cut_fen,
        "beyond": capped.beyond.value,
        "reference": _own(capped.reference, clause),
    }


def is_inferred(reference: dict[str, str]) -> bool:
    """Whether an explained reference is our own conclusion: sheets say so beside the clause."""
    return reference["trust"] == Trust.INFERRED.value
