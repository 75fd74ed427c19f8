"""What the printed acceptance sheet says (竣工验收表): blank to take along, or as the house was accepted."""

from collections.abc import Mapping, Sequence

from services.housing.rules.floor_area import floor_limit
from services.housing.rules.help_policy import SOURCE_NAMES
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Part
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState
from services.housing.rules.subsidy import Subsidy
from services.housing.schemas.acceptance import AcceptanceView
from services.housing.schemas.renovation_sheet import Code, Told, day, floor, money

Pictures = Sequence[Sequence[Mapping[str, str]]]
"""Pairs, each of them `svg` (empty where there is none) and `said`."""


def acceptance_of(
    told: Told,
    accepted: AcceptanceView | None,
    brought: Subsidy,
    code: Code,
    *,
    parts_before: Mapping[str, str],
    parts_after: Mapping[str, str],
    photos: Pictures,
) -> dict[str, object]:
    """`parts_before`, `parts_after`: part to condition; `brought`: by the cost and the floor, or what can be hoped for."""
    one = told.one
    limit = floor_limit(told.policy, one.persons)
    is_ready = accepted or one.state is RenovationState.FINISHED
    uncured = sum(defect.cured_on is None for defect in one.defects)
    left = f"尚有{uncured}个没有整改" if uncured else "没有未整改的"
    shares = "，".join(f"{SOURCE_NAMES[share.source]}{money(share.amount_fen)}" for share in brought.shares)
    return told.common(code, mark="" if is_ready else f"{one.state_name}，验收前填写") | {
        "groups": told.groups,
        "persons": f"{one.persons}人",
        "started_on": day(one.started_on, blank="—"),
        "finished_on": day(one.finished_on, blank="—"),
        "accepted_on": day(accepted.accepted_on) if accepted else "",
        "grade_before": accepted.grade_before if accepted else one.grade,
        "grade": f"{accepted.grade} 级" if accepted else "＿＿级",
        "parts": [
            {"name": PART_NAMES[part], "before": _condition(parts_before, part), "after": _condition(parts_after, part)}
            for part in Part
        ],
        "choices": list(CONDITION_NAMES.values()),
        "area": floor(accepted.area_m2 if accepted else None, blank="" if one.mode is Mode.REBUILD else "—"),
        "limit": f"{floor(limit.least_m2)}至{floor(limit.most_m2)}" if one.mode is Mode.REBUILD else "修缮加固不限",
        "planned_cost": money(one.planned_cost_fen, blank="—"),
        "cost": money(accepted.cost_fen if accepted else None),
        "subsidy": money(accepted.subsidy_fen) if accepted else "",
        "paid": _paid(accepted),
        "sources": shares or "—",
        "looks": f"检查{len(one.inspections)}次，发现问题{len(one.defects)}个，{left}",
        "reasons": accepted.reasons if accepted else [*brought.reasons, *([limit.reason] if one.mode is Mode.REBUILD else [])],
        "photos": [list(pair) for pair in photos],
    }


def _condition(parts: Mapping[str, str], part: Part) -> str:
    seen = parts.get(part.value)
    return CONDITION_NAMES[Condition(seen)] if seen else ""


def _paid(accepted: AcceptanceView | None) -> str:
    if accepted is None:
        return ""
    return accepted.subsidy_name + (f"，{day(accepted.paid_on)}" if accepted.paid_on else "")
