"""What the register knows of a household, and which of the five is clear."""

from datetime import date
from typing import Any

import pytest

from services.registry.rules.household_look import LOOKS, HouseholdLook, Known, MemberLook, PlannedLook, YearLook, look_at

ON = date(2020, 9, 1)


def a_member(relation: str = "户主", born_on: date | None = date(1970, 3, 18), **more: Any) -> MemberLook:
    classes, particulars = more.pop("classes", ["enrolled"]), {key: str(value) for key, value in more.items()}
    return MemberLook(relation, born_on, classes, True, True, particulars)


def a_look(*members: MemberLook, **more: Any) -> HouseholdLook:
    told = {"code": "3713110000000001", "standard": "国家标准", "causes": ["因病"], "particulars": {}, **more}
    return HouseholdLook(on=ON, members=members or (a_member(健康状况="长期慢性病", 劳动技能="弱劳动力或半劳动力"),), **told)


def value(look: HouseholdLook, key: str) -> str:
    known = look_at(look).get(key)
    return known.value if known else "没有"


def test_everything_that_is_looked_up_has_a_name() -> None:
    planned, helper = [PlannedLook("发展种养", True)], ("街道", ON)
    everything = a_look(
        planned=planned,
        helper=helper,
        grade=("C", "排查"),
        stay_on=ON,
        incomes={2019: YearLook(1, False, 1), 2020: YearLook(1, True, 1)},
    )
    assert set(look_at(everything)) <= set(LOOKS)


@pytest.mark.parametrize(
    ("born_on", "schooling", "told"),
    [
        (date(2014, 9, 1), "", "是"),  # six today
        (date(2014, 9, 2), "", "否"),
        (date(2004, 9, 2), "", "是"),  # sixteen tomorrow
        (date(2004, 9, 1), "", "否"),
        (date(2003, 1, 1), "九年级", "是"),
        (None, "", "否"),
    ],
)
def test_a_pupil_is_told_by_age_or_by_class(born_on: date | None, schooling: str, told: str) -> None:
    assert value(a_look(a_member(), a_member("之子", born_on, 在校生状况=schooling)), "has-pupil") == told


def test_one_uninsured_member_is_enough_for_no_and_an_unknown_one_for_nothing() -> None:
    column = "是否参加新农合(城乡居民医保)"
    yes, no, unknown = a_member(**{column: "是"}), a_member("之子", **{column: "否"}), a_member("配偶")
    assert value(a_look(yes, yes), "all-insured") == "是"
    assert value(a_look(yes, unknown), "all-insured") == "没有"
    assert value(a_look(yes, unknown, no), "all-insured") == "否"
    assert look_at(a_look(yes, no))["all-insured"].missing == "1 人未参保"
    assert value(a_look(a_member(**{column: "否", "是否参加城镇职工基本医疗保险": "是"})), "all-insured") == "是"


def test_income_comes_from_the_book_with_its_version() -> None:
    known = look_at(a_look(incomes={2020: YearLook(560_050, True, 3)}))
    assert (known["income-this-year"].value, known["income-this-year"].source) == ("5600.50", "2020 年收入台账第 3 版")
    assert "income-last-year" not in known and known["has-income-book"].value == "是"


def test_a_whole_file_is_clear_in_all_five() -> None:
    worker = a_member(健康状况="健康", 劳动技能="普通劳动力", **{"务工时间(月)": 8, "就业渠道": "外出务工"})
    plan = [PlannedLook("技能培训", False), PlannedLook("发展种养", True)]
    helper = ("罗庄街道办事处", date(2020, 1, 2))
    incomes = {2019: YearLook(1, False, 1)}
    known = look_at(a_look(worker, incomes=incomes, judged_on=ON, state="脱贫享受政策", planned=plan, helper=helper))
    assert {key: each.value for key, each in known.items() if key.endswith("-clear")} == dict.fromkeys(
        ("people-clear", "cause-clear", "measures-clear", "path-clear", "outcome-clear"), "是"
    )
    assert known["measures-clear"].source.endswith("：技能培训、发展种养、就业帮扶")
    assert known["has-project"] == Known("是", "2020 年帮扶计划：发展种养")
    assert known["has-helper"] == Known("是", "责任人结对：罗庄街道办事处，2020-01-02 起")


def test_a_plan_without_anything_that_develops_is_no_project_and_says_nothing() -> None:
    known = look_at(a_look(planned=[PlannedLook("技能培训", False)]))
    assert "has-project" not in known
    assert "has-helper" not in known
    assert known["measures-clear"].missing == "没有帮扶责任人"


def test_what_is_missing_is_said_one_by_one() -> None:
    stranger = MemberLook("之子", None, [], False, False, {})
    known = look_at(a_look(stranger, code=None, standard="", causes=["因病"]))
    assert known["people-clear"].missing == "没有户主；没有户编号；没有识别标准；1 人待核实；1 人缺姓名或证件号码"
    assert known["cause-clear"].missing == "健康状况没有填写；劳动技能没有填写"
    assert known["measures-clear"].missing == "没有登记任何帮扶措施；没有帮扶责任人"
    assert known["path-clear"].missing == "没有就业、产业、公益性岗位或兜底保障的登记"
    assert known["outcome-clear"].missing == "没有 2019 年收入台账；没有核查“两不愁三保障”；没有脱贫状态"


def test_who_is_backed_by_the_state_has_a_measure_and_a_path() -> None:
    known = look_at(a_look(a_member(classes=["extreme-poverty"])))
    assert known["measures-clear"].missing == "没有帮扶责任人"
    assert known["path-clear"].value == "是"
