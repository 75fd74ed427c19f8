"""A file's fields and values as people read them: Chinese titles, Chinese values, and numbers that nobody sees whole."""

from collections.abc import Mapping
from typing import Any

from services.registry.rules.vocabulary import CLASS_NAMES, ETHNIC_GROUPS, STATE_NAMES, HouseholdState, PersonClass
from shared import regions
from shared.identity import masked, masked_name

TITLES = {
    "region": "所在村（社区）",
    "state": "状态",
    "standard": "识别标准",
    "causes": "致贫原因",
    "phone": "联系电话",
    "name": "姓名",
    "id_number": "身份证号码",
    "disability_card": "残疾人证号",
    "employer": "务工企业名称",
    "sex": "性别",
    "born_on": "出生日期",
    "died_on": "死亡日期",
    "ethnic_group": "民族",
    "classes": "人员类别",
    "is_verified": "是否已核实",
    "relation": "与户主关系",
}
_GROUPS = {code: name for name, code in ETHNIC_GROUPS.items()}
_SEXES = {"1": "男", "2": "女"}
HIDDEN_FROM_AUDITORS = frozenset({"phone", "employer"})


def title_of(field: str, *, of_person: bool) -> str:
    """The Chinese title of a field; what the file keeps under a column's name bears it already."""
    if field == "code":
        return "人口编号" if of_person else "户编号"
    return TITLES.get(field, field)


def said(field: str, value: Any, *, to_auditor: bool = False) -> str:
    """A value for reading; empty for what is not known."""
    if value in (None, "", []):
        return ""
    match field:
        case "region":
            return regions.name_of(str(value))
        case "state":
            return STATE_NAMES[HouseholdState(value)]
        case "classes":
            return "、".join(CLASS_NAMES.get(PersonClass(each), each) for each in value)
        case "causes":
            return "、".join(value)
        case "sex":
            return _SEXES.get(value, str(value))
        case "ethnic_group":
            return _GROUPS.get(value, str(value))
        case "is_verified":
            return "是" if value else "否"
        case "id_number" | "disability_card":
            return masked(str(value))
        case "name":
            return masked_name(str(value)) if to_auditor else str(value)
    return "***" if to_auditor and field in HIDDEN_FROM_AUDITORS else str(value)


def particulars_of(
    facts: Mapping[str, Any], *, leave_out: frozenset[str], of_person: bool, to_auditor: bool
) -> list[dict[str, str]]:
    """Everything that a view has no field of its own for."""
    return [
        {"title": title_of(field, of_person=of_person), "value": said(field, value, to_auditor=to_auditor)}
        for field, value in facts.items()
        if field not in leave_out and value not in (None, "", [])
    ]
