"""What the printed appraisal sheet says: every value is text, so that the template reckons nothing."""

from datetime import date

from services.housing.rules.appraisal_life import AppraisalState
from services.housing.rules.house import PART_NAMES, Part
from services.housing.schemas.appraisal import AppraisalView
from shared.regions import name_of


def sheet_of(one: AppraisalView, *, address: str, qr_code: str, disputable_until: date) -> dict[str, object]:
    """The sheet of an appraisal; `qr_code` is an SVG that leads to `address`."""
    conditions = {part.part: part.spoken.partition("：")[2] for part in one.parts}
    return {
        "number": one.number,
        "mark": _mark(one),
        "place": name_of(one.region),
        "house": one.house_number,
        "household": one.household_code,
        "origin": f"{one.origin_name}：{one.why}",
        "opinion": one.opinion_name,
        "structure": one.structure_name or "—",
        "asked_on": f"{one.asked_on}",
        "visited_on": f"{one.visited_on or '—'}",
        "appraiser": one.appraiser or "—",
        "institution": one.institution or "—",
        "licence": one.licence or "—",
        "parts": [
            {
                "name": PART_NAMES[part],
                "found": "；".join(found.said for found in one.found if found.part is part) or ("未发现" if one.parts else ""),
                "condition": conditions.get(part, ""),
            }
            for part in Part
        ],
        "counts": [
            {"name": count.member_name, "total": str(count.total), "dangerous": str(count.dangerous)} for count in one.counts
        ],
        "qualitative": _grade(one.qualitative),
        "counted": _grade(one.counted) if one.counted else "未清点",
        "grade": one.grade or "",
        "reasons": one.reasons,
        "advice": one.advice or "—",
        "signed_on": f"{one.signed_on or ''}",
        "valid_until": f"{one.valid_until_on or ''}",
        "disputable_until": f"{disputable_until}" if one.signed_on else "",
        "policy": f"{one.policy} {one.policy_version}，{one.grades_policy} {one.grades_policy_version}",
        "qr_code": qr_code,
        "qr_says": "工作人员扫码查看，需登录",
        "address": address,
    }


def _grade(grade: str | None) -> str:
    return f"{grade} 级" if grade else "—"


def _mark(one: AppraisalView) -> str:
    """What is written across a sheet that does not count."""
    if one.voided_on:
        return f"因灾失效：{one.voided_on}，{one.voided_why}"
    return "" if one.state is AppraisalState.SIGNED else f"{one.state_name}，不作为凭据"
