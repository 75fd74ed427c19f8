"""A household and its members under the field names of the rules: from the register's facts, and from the rows of a file."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from services.registry.rules.export import HOUSEHOLD_COLUMNS
from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.quality_field import Checked, Values, Whole, one_separator
from services.registry.rules.vocabulary import CLASS_NAMES, ETHNIC_GROUPS

_GROUPS = {code: name for name, code in ETHNIC_GROUPS.items()}
_SEXES = {"1": "男", "2": "女"}
_CLASSES = {each.value: name for each, name in CLASS_NAMES.items()}


def person_values(facts: Mapping[str, Any], *, relation: str, joined_on: date | None, on: date) -> Values:
    """A person by the facts of their file (`store.facts`)."""
    told: dict[str, str | int] = {
        "与户主关系": relation,
        "人口编号": facts.get("code", ""),
        "姓名": facts.get("name", ""),
        "证件号码": facts.get("id_number", ""),
        "残疾人证号": facts.get("disability_card", ""),
        "成员联系电话": facts.get("phone", ""),
        "务工企业名称": facts.get("employer", ""),
        "性别": _SEXES.get(facts.get("sex", ""), ""),
        "出生日期": facts.get("born_on") or "",
        "死亡日期": facts.get("died_on") or "",
        "民族": _GROUPS.get(facts.get("ethnic_group", ""), ""),
        "人员类别": "、".join(_CLASSES.get(each, each) for each in facts.get("classes", ())),
        "是否已核实": "是" if facts.get("is_verified") else "否",
        "加入日期": joined_on.isoformat() if joined_on else "",
        "村": facts.get("region", ""),
    }
    return _with_the_day(_beside(facts, told), on)


def household_values(facts: Mapping[str, Any], *, enrolled_on: date | None, members: int, on: date) -> Values:
    """A household by the facts of its file, and what stands beside it under its own name."""
    causes: list[str] = [*facts.get("causes", ()), ""]
    told: dict[str, str | int] = {
        "户编号": facts.get("code") or "",
        "村": facts.get("region", ""),
        "户联系电话": facts.get("phone", ""),
        "识别标准": facts.get("standard", ""),
        "主要致贫原因": causes[0],
        "其他致贫原因": "、".join(cause for cause in causes[1:] if cause),
        "登记日期": enrolled_on.isoformat() if enrolled_on else "",
        "成员数": members,
    }
    return _with_the_day(_beside(facts, told), on)


def _beside(facts: Mapping[str, Any], told: Mapping[str, str | int]) -> dict[str, str | int]:
    """The particulars, and what is not blank of these."""
    values: dict[str, str | int] = dict(facts.get("particulars", ()))
    for name, value in told.items():
        if value != "":
            values[name] = value
    return values


def family_whole(family: Family, *, on: date) -> Whole:
    """A family of a register file, as it will stand in the register; the income book is not a file's to fill."""
    members = [_member_values(member, on) for member in family.members]
    head = family.head
    facts = {
        "code": family.code,
        "region": family.village,
        "phone": head.household_phone,
        "standard": head.standard,
        "causes": [head.cause] if head.cause else [],
        "particulars": {
            **{column: head.particulars[column] for column in HOUSEHOLD_COLUMNS if column in head.particulars},
            "上年收入台账": "有",
        },
    }
    return Whole(household_values(facts, enrolled_on=None, members=len(members), on=on), members)


def _member_values(member: Member, on: date) -> Values:
    facts = {
        "code": member.person_code,
        "name": member.name,
        "id_number": Checked(member.identity.number),
        "disability_card": member.disability_card,
        "phone": member.phone,
        "employer": member.employer,
        "sex": member.identity.sex.value,
        "born_on": member.identity.born_on.isoformat(),
        "ethnic_group": member.ethnic_group,
        "classes": [each.value for each in member.classes],
        "is_verified": True,
        "region": member.village,
        "particulars": member.particulars,
    }
    return person_values(facts, relation=member.relation, joined_on=None, on=on)


def reckoned(told: Mapping[str, str | int], *, on: date) -> Values:
    """With what depends on the day: age in full years, days since joining (enrolment), today and this year."""
    return _with_the_day(dict(told), on)


def _with_the_day(values: dict[str, str | int], on: date) -> Values:
    today = values["今天"] = _iso(on)
    values["今年"] = on.year
    if health := values.get("健康状况"):
        values["健康状况"] = one_separator(str(health))
    born_on = str(values.get("出生日期", ""))
    if born_on:
        year = values["出生年"] = int(born_on[:4])
        values["年龄"] = on.year - year - (today[5:] < born_on[5:])
    since = str(values.get("加入日期") or values.get("登记日期") or "")
    if since:
        values["登记天数"] = (on - date.fromisoformat(since)).days
    return values


_iso = lru_cache(maxsize=4)(date.isoformat)
