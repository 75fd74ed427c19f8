"""How a layer's own words fit together: its base, deductible, ratio or tiers, portions and limits. Pure."""

from fractions import Fraction

from shared.policy.clauses import Base, Cases, DeductedFrom, Limit, Period, Portion, Scale, ShareOf, ShareOfIncome, Tier
from shared.policy.conform import Names
from shared.policy.draft import LayerDraft, LimitDraft, PolicyDraft, ShareOfDraft, ShareOfIncomeDraft, YearEndDraft
from shared.policy.source import Place


def scales(draft: LayerDraft, place: Place, names: Names) -> Cases[Scale]:
    reference = draft.reference
    if draft.ratio:
        return names.cases(draft.ratio, (*place, "ratio"), reference, lambda ratio: Scale((Tier(0, ratio),)))
    if draft.amount:
        return names.cases(draft.amount, (*place, "amount"), reference, lambda fen: Scale((), fixed_fen=fen))
    return names.cases(
        draft.tiers,
        (*place, "tiers"),
        reference,
        lambda steps: Scale(
            tuple(Tier(bound, ratio) for bound, ratio in steps.items()),
            is_above_deductible=draft.tiers_counted_from == "deductible",
            is_flat=draft.tiers_are == "flat",
            is_upper_inclusive=draft.tier_bounds == "excluded",
        ),
    )


def deductibles(draft: LayerDraft, place: Place, names: Names) -> Cases[int | ShareOf | ShareOfIncome]:
    for at, case in enumerate(draft.deductible):
        if isinstance(case.value, ShareOfIncomeDraft):
            names.income_table(case.value.of, case.value.table, (*place, "deductible", at))
    return names.cases(draft.deductible, (*place, "deductible"), draft.reference, lambda value: _deductible(value, names))


def _deductible(draft: int | ShareOfDraft | ShareOfIncomeDraft, names: Names) -> int | ShareOf | ShareOfIncome:
    if isinstance(draft, ShareOfIncomeDraft):
        return ShareOfIncome(draft.share, draft.of, names.incomes.get(draft.table or ""))
    return ShareOf(draft.share, draft.of) if isinstance(draft, ShareOfDraft) else draft


def limits(drafts: list[LimitDraft]) -> tuple[Limit, ...]:
    return tuple(Limit(one.share, one.of, one.beyond, one.counting == "all_layers") for one in drafts)


def deducted_from(draft: LayerDraft, place: Place, names: Names) -> DeductedFrom | None:
    rule, here = draft.deducted_from, (*place, "deducted_from")
    if rule is None:
        return None
    names.each_known(rule.classes, names.draft.classes, (*here, "classes"), "目录类别")
    return DeductedFrom(rule.classes, rule.before_pre_pay)


def portions(draft: LayerDraft, place: Place, names: Names) -> tuple[Portion, ...]:
    found = []
    for at, one in enumerate(draft.portions):
        here = (*place, "portions", at)
        names.each_known(one.classes, names.draft.classes, (*here, "classes"), "目录类别")
        names.each_known(one.items, names.draft.items, (*here, "items"), "项目类别")
        if bool(one.classes) == bool(one.items):
            names.complain(here, "classes 与 items 应恰好写一个", "按目录类别写 classes，按项目写 items")
        if one.within is not None:
            names.known(one.within, names.draft.classes, (*here, "within"), "目录类别")
        ratios = names.cases(one.ratio, (*here, "ratio"), draft.reference, lambda value: value)
        found.append(Portion(one.title, one.classes, one.items, one.within, ratios))
    return tuple(found)


def check_layer(draft: LayerDraft, place: Place, whole: PolicyDraft, names: Names) -> None:
    """What one layer says must be possible together; each complaint names the mend."""
    complain = names.complain
    if sum(map(bool, (draft.ratio, draft.tiers, draft.amount))) != 1:
        complain(place, "ratio、tiers、amount 应恰好写一个", "只有一个比例写 ratio，分段写 tiers，定额写 amount")
    if bool(draft.payer) == bool(draft.payers):
        complain(
            place, "缺少 payer" if not draft.payer else "payer 与 payers 应恰好写一个", "一方支付加上 payer，几方分担写 payers"
        )
    if draft.payers and sum((one.share for one in draft.payers), Fraction()) != 1:
        complain((*place, "payers"), "各方分担的比例合计不是 100%", "更正各方的 share")
    for at, case in enumerate(draft.tiers):
        bounds = list(case.value)
        if not bounds or bounds != sorted(bounds):
            complain((*place, "tiers", at), "分段的起点应从小到大，至少一段", "按起点从小到大排列")
    for key, base in (("items", Base.ITEMS), ("classes", Base.CLASSES)):
        if bool(getattr(draft, key)) != (draft.base is base):
            complain((*place, key), f"{key} 只与 base: {base.value} 同用，二者缺一不可", f"base 写 {base.value}，并写上 {key}")
        names.each_known(getattr(draft, key), getattr(whole, key), (*place, key), "项目类别" if key == "items" else "目录类别")
    _check_wholes(draft, place, names)
    _check_division(draft, place, names)


def _check_wholes(draft: LayerDraft, place: Place, names: Names) -> None:
    is_yearly = draft.per is Period.YEAR
    for at, case in enumerate(draft.deductible):
        if isinstance(case.value, ShareOfDraft) and case.value.of.is_of_year != is_yearly:
            mend = "按年累计的写 year_total 或 year_in_policy_total，按次的写 total 或 in_policy_total"
            names.complain((*place, "deductible", at), "起付线所占的总额与 per 不一致", mend)
    for at, limited in enumerate(draft.at_most):
        if any(one.of.is_of_year and one.counting == "this_layer" for one in limited.value):
            names.complain((*place, "at_most", at), "全年的占比上限只能合计此前各项", "加上 counting: all_layers")


def _check_division(draft: LayerDraft, place: Place, names: Names) -> None:
    """Portions and a deductible by class divide the base, which only some layers allow."""
    complain = names.complain
    divides = bool(draft.portions) or draft.deducted_from is not None
    if not divides:
        return
    if draft.per is Period.YEAR or not draft.ratio:
        complain(
            place, "portions 和 deducted_from 只能用于按次、按 ratio 支付的一层", "删去 per: year，并以 ratio 写其余部分的比例"
        )
    if draft.base not in (Base.IN_POLICY, Base.ITEMS) or (draft.base is Base.ITEMS and draft.deducted_from):
        complain((*place, "base"), "这一基数不能再分", "portions 用于 in_policy 或 items,deducted_from 用于 in_policy")
    by_class = draft.deducted_from is not None or any(one.classes for one in draft.portions)
    for at, one in enumerate(draft.portions):
        here = (*place, "portions", at)
        if draft.base is Base.ITEMS and (one.classes or not set(one.items) <= set(draft.items)):
            complain(here, "portions 应是本层 items 中的项目", "写本层 items 中的项目")
        if by_class and one.items and one.within is None:
            complain(here, "没有写这些项目属于哪一个目录类别", "加上 within")
    seen: set[str] = set()
    for at, one in enumerate(draft.portions):
        if seen & {*one.classes, *one.items}:
            complain((*place, "portions", at), "同一类费用写在两处", "每一类费用只写一次")
        seen |= {*one.classes, *one.items}


def check_year_end(draft: YearEndDraft, place: Place, names: Names) -> None:
    """A year-end rule sees the year's sums only: no stay, no class, no item."""
    conditions = [draft.entitled, *(case.when for cases in (draft.deductible, draft.ratio, draft.tiers) for case in cases)]
    for one in conditions:
        if one.levels or one.visits or one.places or one.diseases or one.traits or one.stay_of_year:
            names.complain(place, "年终项目的条件只能写人员类别、地区、险种和金额", "就诊情形写在 counting 之下")
            return
    if draft.portions or draft.deducted_from:
        names.complain(place, "年终项目不能分类计算", "删去 portions 和 deducted_from")
