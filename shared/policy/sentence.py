"""How a layer came to its amount, in words that a patient can follow with a pocket calculator. Pure.

The sentences have full-width commas: a half-width one would look like the commas inside the amounts.
"""

from shared.money import yuan_grouped
from shared.policy.clauses import (
    AnyMeasure,
    Base,
    Condition,
    IncomeOf,
    Measured,
    OverIncome,
    Policy,
    Rounding,
    ShareOfIncome,
    Whole,
)
from shared.policy.outcome import Capped, Deducted, Draw, Share, Step
from shared.policy.say import percent

_BASE = {
    Base.IN_POLICY: "尚未支付的政策范围内费用",
    Base.OUT_OF_POLICY: "尚未支付的政策范围外费用",
    Base.EVERYTHING: "尚未支付的全部费用",
    Base.TOTAL: "医疗费总额",
    Base.IN_POLICY_TOTAL: "政策范围内总费用",
}
_BORNE = {
    Base.IN_POLICY: "本年度个人负担的政策范围内费用",
    Base.OUT_OF_POLICY: "本年度个人负担的政策范围外费用",
    Base.EVERYTHING: "本年度个人负担的全部费用",
}
_WHOLE = {
    Whole.IN_POLICY_TOTAL: "政策范围内总费用",
    Whole.TOTAL: "医疗费总额",
    Whole.YEAR_IN_POLICY_TOTAL: "本年度政策范围内总费用",
    Whole.YEAR_TOTAL: "本年度医疗费总额",
}
_ROUNDING = {
    Rounding.HALF_UP: "四舍五入到分",
    Rounding.DOWN: "分以下舍去",
    Rounding.UP: "分以下进一",
    Rounding.JIAO_HALF_UP: "四舍五入到角",
    Rounding.JIAO_DOWN: "角以下舍去",
    Rounding.YUAN_HALF_UP: "四舍五入到元",
    Rounding.YUAN_DOWN: "元以下舍去",
}
_MEASURED = {
    Measured.TOTAL: "本次医疗费总额",
    Measured.IN_POLICY: "本次政策范围内费用",
    Measured.YEAR_TOTAL: "本年度医疗费总额",
    Measured.YEAR_IN_POLICY: "本年度政策范围内费用",
    Measured.INCOME: "家庭人均年收入",
}


def sentence(policy: Policy, share: Share, entitled: str) -> str:
    """`entitled` says whom the layer is for, in words (see `who`)."""
    paid = yuan_grouped(share.paid_fen)
    if not share.is_entitled:
        return f"本项适用于{entitled}，本次不适用。"
    if share.is_given:
        return f"已由外部支付 {paid} 元，据实列入。"
    layer = share.turn.layer
    base = _base(policy, share)
    if share.base_fen == 0:
        return f"没有{base}，支付 0.00 元。"
    parts = [f"{base} {yuan_grouped(share.base_fen)} 元"]
    if share.entered_fen != share.base_fen and share.turn.enters:
        parts.append(f"其中 {percent(share.turn.enters.value)} 即 {yuan_grouped(share.entered_fen)} 元进入计算")
    if share.before_fen:
        parts.append(f"连同本年度此前的 {yuan_grouped(share.before_fen)} 元累计计算")
    deducted = share.deducted
    if deducted and not share.steps and not share.due_before_fen and 0 < share.entered_fen <= deducted.used_fen:
        parts.append(_within(share))
        return f"{'，'.join(parts)}，支付 {paid} 元。"
    if deducted and deducted.used_fen:
        parts.append(_deducted(policy, share))
    if share.steps and not any(step.ratio for step in share.steps):
        return f"{'，'.join(parts)}，比例为 0%，支付 0.00 元（支付方另行支付的，据实列入）。"
    if share.steps:
        parts.append(_steps(policy, share))
    elif share.turn.fixed_fen is not None and share.scale_fen:
        parts.append(f"定额支付 {yuan_grouped(share.turn.fixed_fen)} 元")
    else:
        parts.append("没有达到支付起点")
    if share.due_before_fen:
        parts.append(f"本年度此前已计 {yuan_grouped(share.due_before_fen)} 元，本次应补 {yuan_grouped(share.scale_fen)} 元")
    if share.caps or share.draws or share.scale_fen > share.paid_fen:
        parts.extend(_cuts(share))
    ending = f"支付 {paid} 元"
    if len(layer.payers) > 1:
        each = zip(layer.payers, share.by_payer(), strict=True)
        ending += "，其中" + "、".join(f"{payer.title} {yuan_grouped(fen)} 元" for payer, fen in each)
    return f"{'，'.join(parts)}，{ending}。"


def _base(policy: Policy, share: Share) -> str:
    layer, said = share.turn.layer, share.turn.said
    if not layer.names:
        return _BORNE[layer.base] if share.turn.is_year_end else _BASE[layer.base]
    if "base" not in said:
        titles = policy.words.items if layer.base is Base.ITEMS else policy.words.classes
        named = "、".join(titles[name] for name in layer.names)
        said["base"] = f"尚未支付的{named}" + ("" if named.endswith("费") else "费用")
    return str(said["base"])


def _when(share: Share) -> str:
    turn = share.turn
    return "本年度" if turn.is_yearly or turn.is_year_end else "本次住院" if turn.is_inpatient else "本次就诊"


def _within(share: Share) -> str:
    """The deductible has taken everything: what it is, not how much of it was used."""
    turn, deducted = share.turn, share.deducted
    assert deducted is not None
    line = yuan_grouped(deducted.rule_fen)
    if isinstance(turn.share_of, ShareOfIncome):
        return f"没有超过起付线 {line} 元（{_of_income(turn.share_of, deducted)}）"
    if turn.share_of is not None:
        return f"没有超过由个人负担的 {line} 元（{_WHOLE[turn.share_of.of]}的 {percent(turn.share_of.share)}）"
    return f"没有超过起付线 {line} 元（{_when(share)}）"


def _of_income(rule: ShareOfIncome, deducted: Deducted) -> str:
    return f"{deducted.of} {yuan_grouped(deducted.of_fen)} 元的 {percent(rule.share)}"


def _deducted(policy: Policy, share: Share) -> str:
    turn, deducted = share.turn, share.deducted
    assert deducted is not None
    said = f"扣除起付线 {yuan_grouped(deducted.used_fen)} 元（{_when(share)}）"
    if isinstance(turn.share_of, ShareOfIncome):
        said = f"扣除起付线 {yuan_grouped(deducted.used_fen)} 元（{_of_income(turn.share_of, deducted)}）"
    elif turn.share_of is not None:
        of = _WHOLE[turn.share_of.of]
        said = f"扣除由个人负担的 {yuan_grouped(deducted.used_fen)} 元（{of}的 {percent(turn.share_of.share)}）"
    if turn.deducted_from:
        in_turn = "依次" if len(turn.deducted_from) > 1 else ""
        said += f"，{in_turn}从{'、'.join(policy.words.classes[class_] for class_, _ in turn.deducted_from)}费用中扣除"
        for class_, pre_pay in turn.deducted_from:
            if pre_pay:
                title, kept = policy.words.classes[class_], percent(1 - pre_pay)
                said += f"，{title}在先行自付 {percent(pre_pay)} 之前扣除，按 {kept} 折算"
    return said


def _steps(policy: Policy, share: Share) -> str:
    turn, steps = share.turn, share.steps
    summed = " + ".join([_step(policy, share, step) for step in steps])
    how = "分段计算 " if len(steps) > 1 and not share.turn.is_divided else ""
    numerator = sum([step.amount_fen * step.ratio.numerator * (turn.denominator // step.ratio.denominator) for step in steps])
    total_fen = share.scale_fen
    if share.due_before_fen is not None:
        total_fen = turn.layer.rounding.apply(numerator, turn.denominator)
    rounding = "" if numerator == total_fen * turn.denominator else f"（{_ROUNDING[turn.layer.rounding]}）"
    return f"{how}{summed} = {yuan_grouped(total_fen)} 元{rounding}"


def _step(policy: Policy, share: Share, step: Step) -> str:
    turn = share.turn
    told_already = share.deducted.rule_fen if share.deducted else 0
    above = ""
    if step.from_fen > told_already and not turn.is_flat:
        above = f"{yuan_grouped(step.from_fen)} 元以上的 "
    elif turn.is_flat:
        bound = "超过" if turn.is_upper_inclusive else "达到"
        above = f"{bound} {yuan_grouped(step.from_fen)} 元的一段，全部按此段计算，" if step.from_fen else ""
    elif step.of:
        above = f"{policy.words.classes.get(step.of, step.of)} "
    elif len(share.steps) > 1 and share.turn.is_divided:
        above = "其余 "
    if step.deducted_fen:
        before = yuan_grouped(step.amount_fen + step.deducted_fen)
        return f"{above}（{before} - {yuan_grouped(step.deducted_fen)}）元 × {step.shown}"
    return f"{above}{yuan_grouped(step.amount_fen)} 元 × {step.shown}"


def _cuts(share: Share) -> list[str]:
    cuts = [_capped(cap) for cap in share.caps if cap.cut_fen]
    payable_fen = share.scale_fen - sum([cap.cut_fen for cap in share.caps])
    if payable_fen > share.room_fen:
        payable_fen = share.room_fen
        cuts.append(f"以尚未支付的 {yuan_grouped(share.room_fen)} 元为限")
    cuts.extend([_cut(draw) for draw in share.draws if draw.before_fen < payable_fen])
    return cuts


def _capped(capped: Capped) -> str:
    limit, of = yuan_grouped(capped.limit_fen), _WHOLE[capped.of]
    if capped.earlier_fen is None:
        said = f"至多为{of}的 {capped.shown} 即 {limit} 元"
    else:
        whole, earlier = yuan_grouped(capped.whole_fen), yuan_grouped(capped.earlier_fen)
        said = f"连同此前各项已支付的 {earlier} 元，至多为{of} {whole} 元的 {capped.shown}，本项至多 {limit} 元"
    if capped.beyond.value == "shortfall":
        said += f"，超出的 {yuan_grouped(capped.cut_fen)} 元应由前面各项解决，列为待追补"
    return said


def _cut(draw: Draw) -> str:
    if draw.before_fen == draw.limit_fen:
        return f"以{draw.title} {yuan_grouped(draw.limit_fen)} 元为限"
    return f"{draw.title} {yuan_grouped(draw.limit_fen)} 元只余 {yuan_grouped(draw.before_fen)} 元"


def who(policy: Policy, entitled: Condition) -> str:
    """Whom and what a condition is about, by the titles that the policy gives its words."""
    words = policy.words
    said = ["、".join(policy.regions[region] for region in entitled.regions)]
    for named, titles in (
        (entitled.schemes, words.schemes),
        (entitled.visits, words.visits),
        (entitled.places, words.places),
        (entitled.levels, words.levels),
        (entitled.traits, words.traits),
        (entitled.diseases, words.diseases),
        (entitled.persons, words.persons),
    ):
        said.append("、".join(title for name, title in titles.items() if name in named))
    said += [_measured(measure) for measure in entitled.measures]
    said += [who(policy, inner) for inner in entitled.all_of]
    said.append("，或者".join(who(policy, inner) for inner in entitled.any_of))
    if entitled.unless is not None:
        said.append(f"除{who(policy, entitled.unless)}以外")
    return "，".join(filter(None, said))


def _measured(measure: AnyMeasure) -> str:
    if isinstance(measure, OverIncome):
        if measure.table is not None:
            income = f"上一年{measure.table.title}"
        else:
            income = "家庭年收入" if measure.income is IncomeOf.HOUSEHOLD_INCOME else "家庭人均年收入"
        return f"{_MEASURED[measure.of]}超过{income}的 {percent(measure.share)}"
    if measure.of is Measured.STAYS:
        if measure.least == measure.most:
            return f"本年度第 {measure.least} 次住院"
        return f"本年度第 {measure.least or 1} 次住院" + (f"至第 {measure.most} 次住院" if measure.most else "起")
    said = _MEASURED[measure.of]
    if measure.least is not None:
        above = measure.least % 100 == 1  # over 5,000.00 and from 5,000.01 are the same in fen
        said += f"超过 {yuan_grouped(measure.least - 1)} 元" if above else f"不低于 {yuan_grouped(measure.least)} 元"
    if measure.most is not None:
        under = measure.most % 100 == 99
        said += "且" if measure.least is not None else ""
        said += f"低于 {yuan_grouped(measure.most + 1)} 元" if under else f"不超过 {yuan_grouped(measure.most)} 元"
    return said
