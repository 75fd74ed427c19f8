"""A household in which nothing is odd, and what the examples of quality rules change in it."""

from datetime import date

from services.registry.rules.quality import Changes
from services.registry.rules.quality_field import Values, Whole
from services.registry.rules.quality_subject import reckoned

ON = date(2023, 6, 30)
"""The day of all examples."""

_INSURED = {
    "村": "371311001001",
    "民族": "汉族",
    "人员类别": "建档立卡",
    "是否已核实": "是",
    "加入日期": "2020-01-01",
    "年度": "2023",
    "健康状况": "健康",
    "是否享受低保": "否",
    "是否特困供养人员": "否",
    "是否参加新农合(城乡居民医保)": "是",
    "是否参加城镇职工基本医疗保险": "否",
    "是否参加大病保险": "是",
}
_SOUND: dict[str, dict[str, str]] = {
    "户主": {
        "性别": "男",
        "出生日期": "1978-03-18",
        "证件号码": "37131119780318001X",
        "文化程度": "初中",
        "劳动技能": "普通劳动力",
        "务工时间(月)": "8",
        "务工所在地": "县(区)内",
        "成员联系电话": "13905390001",
    },
    "配偶": {
        "性别": "女",
        "出生日期": "1980-05-02",
        "证件号码": "371311198005020024",
        "文化程度": "小学",
        "劳动技能": "普通劳动力",
    },
    "之子": {
        "性别": "男",
        "出生日期": "2010-09-09",
        "证件号码": "371311201009090016",
        "在校生状况": "七年级",
        "劳动技能": "无劳动力",
    },
    "之母": {
        "性别": "女",
        "出生日期": "1950-11-20",
        "证件号码": "371311195011200028",
        "文化程度": "文盲或半文盲",
        "劳动技能": "无劳动力",
        "健康状况": "长期慢性病",
    },
}
_HOUSEHOLD = {
    "户编号": "3713110000000001",
    "村": "371311001001",
    "户联系电话": "13905390001",
    "识别标准": "国家标准",
    "主要致贫原因": "因病",
    "登记日期": "2020-01-01",
    "上年收入台账": "有",
}
HOUSEHOLD, NOBODY = "户", "没有"


def example_of(changes: Changes) -> Whole:
    """The sound household after these changes; whoever is in no sound household comes as an adult of unknown particulars."""
    people = {relation: _INSURED | {"与户主关系": relation} | facts for relation, facts in _SOUND.items()}
    household: dict[str, str] = dict(_HOUSEHOLD)
    for whom, change in changes.items():
        if isinstance(change, str):
            people.pop(whom, None)
        elif whom == HOUSEHOLD:
            household = _changed(household, change)
        else:
            relation = whom.rstrip("二三")
            people[whom] = _changed(people.get(whom) or _INSURED | {"与户主关系": relation}, change)
    members: list[Values] = [reckoned(each, on=ON) for each in people.values()]
    return Whole(reckoned(household | {"成员数": str(len(members))}, on=ON), members)


def _changed(facts: dict[str, str], change: "Values") -> dict[str, str]:
    return {field: str(value) for field, value in {**facts, **change}.items() if value != ""}
