"""What the record of a look at the works says (施工检查记录表): blank to take along, or as it was filled in."""

from services.housing.rules.works import ASSURANCE_NAMES, STAGE_NAMES, STAGES_OF, Assurance, Stage
from services.housing.schemas.renovation_sheet import Code, Told, day, floor
from services.housing.schemas.renovation_view import DefectView, InspectionView

BLANK_ROWS, FEWEST_ROWS = 5, 2
"""Fewer where older defects have to be looked at again: the sheet stays on one page."""


def inspection_of(told: Told, code: Code, *, stage: Stage | None, look: InspectionView | None, photos: int) -> dict[str, object]:
    """`look`: what was filled in; None: a blank one of `stage`, or of any. `photos`: how many of the stage are filed."""
    one = told.one
    this = look.stage if look else stage
    defects = sorted(one.defects, key=lambda defect: defect.due_on)
    found = [defect for defect in defects if look and defect.inspection_id == look.id]
    before = [defect for defect in defects if defect.cured_on is None] if look is None else []
    term = f"{day(one.signed_on)}签订，{day(one.ends_on)}前完工" if one.signed_on else "尚未签订协议"
    stages = list(STAGES_OF.get(one.mode, ()))
    if this is not None and this not in stages:
        stages.append(this)
    return told.common(code) | {
        "term": term,
        "area": floor(one.planned_area_m2, blank="—"),
        "stages": [{"name": STAGE_NAMES[each], "is_this": each is this} for each in stages],
        "inspected_on": day(look.inspected_on) if look else "",
        "answers": [
            {"name": ASSURANCE_NAMES[each], "said": ("yes" if look.answers[each] else "no") if look else ""} for each in Assurance
        ],
        "defects": [_defect(defect) for defect in found],
        "before": [_defect(defect) for defect in before],
        "blank_rows": int(not found) if look else max(FEWEST_ROWS, BLANK_ROWS - 2 * len(before)),
        "photos": f"已上传{photos}张" if look else "检查时拍摄这一阶段的照片，上传后再登记检查。",
        "inspectors": look.inspectors if look else "",
    }


def _defect(defect: DefectView) -> dict[str, str]:
    cure = f"{day(defect.cured_on)}：{defect.cure}" if defect.cured_on else "尚未整改"
    return {"what": defect.what, "assurance": defect.assurance_name, "due_on": f"{defect.due_on}", "cure": cure}
