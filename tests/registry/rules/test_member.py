"""One row of the export: what is read, and what each wrong cell is told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.demo.register import id_number
from services.registry.rules.export import COLUMNS
from services.registry.rules.member import Member, read_member
from services.registry.rules.vocabulary import ETHNIC_GROUPS, RELATIONS, PersonClass
from shared.cells import Uncalculated
from tests.builders.registry import LONGTAN, ON, a_member, a_row

BORN_ON = date(1965, 3, 18)
NUMBER = id_number(BORN_ON, 17)
DISABILITY = "20 或 22 位的应为残疾人证号，其第 19 位类别应为 1 至 7、第 20 位等级应为 1 至 4"
WRONG_CHECK = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")


def read(**changed: Any) -> Member | list[tuple[str, str]]:
    """A man born on 1965-03-18, or the columns and reasons that keep him out."""
    sound = {"性别": "男", "出生日期": "19650318", "证件号码": NUMBER}
    found = read_member(a_row(a_member(**(sound | changed)), number=7), on=ON, within="371311")
    if isinstance(found, Member):
        return found
    assert {fault.row for fault in found} == {7}
    assert all(fault.mend for fault in found)
    return [(fault.column, fault.reason) for fault in found]


def member(**changed: Any) -> Member:
    found = read(**changed)
    assert isinstance(found, Member), found
    return found


def test_a_sound_row_is_a_member() -> None:
    found = member(民族="回族", 是否享受低保="是")
    assert (found.village, found.identity.number, found.identity.born_on) == (LONGTAN, NUMBER, BORN_ON)
    assert (found.ethnic_group, found.relation) == ("03", "户主")
    assert found.classes == (PersonClass.ENROLLED, PersonClass.LOW_INCOME)


def test_names_numbers_and_telephones_are_not_among_the_particulars() -> None:
    found = member(户主姓名="王大山", 户主证件号码=NUMBER, 户联系电话="13900000000", 务工企业名称="某厂")
    assert found.particulars["健康状况"]
    assert not {"王大山", NUMBER, "13900000000", "某厂"}.intersection(found.particulars.values())


@pytest.mark.parametrize(
    "written",
    [
        "19650318", "1965-03-18", "1965/3/18", "1965.3.18", "1965年3月18日", "１９６５０３１８", 19650318, 19650318.0,
        23819, 23819.0, "23819", date(1965, 3, 18), datetime(1965, 3, 18, tzinfo=UTC), "1965-03-18 00:00:00",
    ],
)  # fmt: skip
def test_a_birth_date_is_read_however_excel_kept_it(written: Any) -> None:
    assert member(出生日期=written).identity.born_on == BORN_ON


FULL_WIDTH = {0x30 + digit: 0xFF10 + digit for digit in range(10)}


@pytest.mark.parametrize(
    "written",
    [NUMBER.lower(), f" {NUMBER} ", f"'{NUMBER}", f'="{NUMBER}"', f"\ufeff{NUMBER}\t", NUMBER.translate(FULL_WIDTH)],
)
def test_an_id_number_is_read_however_it_was_typed(written: str) -> None:
    assert member(证件号码=written).identity.number == NUMBER


def test_a_disability_card_gives_the_identity_inside_it() -> None:
    found = member(证件类型="残疾人证", 证件号码=f"{NUMBER}43B1")
    assert (found.identity.number, found.disability_card) == (NUMBER, f"{NUMBER}43B1")
    assert member(证件号码=f"{NUMBER}71").disability_card == f"{NUMBER}71"


WRONG = [
    ({"证件号码": WRONG_CHECK}, "证件号码", "身份证号码不正确：校验码不符，号码中至少有一位填写有误"),
    ({"证件号码": ""}, "证件号码", "身份证号码不正确：没有填写"),
    ({"证件号码": "371311196502300017"}, "证件号码", "身份证号码不正确：出生日期 19650230 不是真实的日期"),
    ({"证件号码": 371311196503180017.0}, "证件号码", "存成了数字，Excel 只保留 15 位，后三位已变成 0"),
    ({"证件号码": f"{NUMBER}83"}, "证件号码", DISABILITY),
    ({"证件号码": f"{NUMBER}43C1"}, "证件号码", DISABILITY),
    ({"证件类型": "护照"}, "证件类型", "不是居民身份证或残疾人证"),
    ({"出生日期": "19650319"}, "出生日期", "与证件号码中的出生日期 1965-03-18 不一致"),
    ({"出生日期": "春天"}, "出生日期", "不是可识别的日期"),
    ({"出生日期": "1965-02-30"}, "出生日期", "不是可识别的日期"),
    ({"出生日期": ""}, "出生日期", "没有填写"),
    ({"性别": "女"}, "性别", "与证件号码第 17 位表示的性别不一致"),
    ({"性别": "?"}, "性别", "应为 男 或 女"),
    ({"与户主关系": "干女儿"}, "与户主关系", "“干女儿”不在可选值之内"),
    ({"与户主关系": ""}, "与户主关系", "没有填写"),
    ({"姓名": ""}, "姓名", "没有填写"),
    ({"姓名": "王小明2"}, "姓名", "含有数字或过长，不像姓名"),
    ({"户编号": ""}, "户编号", "没有填写"),
    ({"户编号": "A12"}, "户编号", "应为 4 至 20 位数字"),
    ({"户编号": 3713110000000001.0}, "户编号", "存成了数字，末尾几位已变成 0"),
    ({"民族": "火星族"}, "民族", "“火星族”不是国家标准（GB/T 3304）的民族名称"),
    ({"是否享受低保": "也许"}, "是否享受低保", "应为 是 或 否"),
    ({"村": "桃花源村"}, "村", "山东省临沂市罗庄区罗庄街道没有“桃花源村”"),
    ({"乡": "沂塘镇"}, "乡", "山东省临沂市罗庄区没有“沂塘镇”"),
    ({"省": ""}, "省", "没有填写"),
    ({"主要致贫原因": "懒"}, "主要致贫原因", "“懒”不在可选值之内"),
    ({"务工时间(月)": Uncalculated()}, "务工时间(月)", "公式没有可读的计算结果"),
    ({"证件号码": "#REF!"}, "证件号码", "公式没有可读的计算结果"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "column", "reason"), WRONG)
def test_each_wrong_cell_is_told_why(changed: dict[str, Any], column: str, reason: str) -> None:
    assert read(**changed) == [(column, reason)]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    found = read(证件号码="1", 与户主关系="?", 姓名="")
    assert isinstance(found, list)
    assert [column for column, _ in found] == ["姓名", "证件号码", "与户主关系"]


def test_people_outside_the_officers_region_are_refused() -> None:
    found = read_member(a_row(), on=ON, within="371311002")
    assert isinstance(found, list)
    assert [(fault.column, fault.reason) for fault in found] == [("村", "不在您的辖区内")]


def test_there_are_28_relations_and_56_ethnic_groups_and_two_more() -> None:
    assert len(RELATIONS) == 28
    assert len(ETHNIC_GROUPS) == 58
    assert (ETHNIC_GROUPS["基诺族"], ETHNIC_GROUPS["其他"]) == ("56", "97")


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(allow_nan=False), st.booleans(), st.dates(), st.just(Uncalculated())
)


@given(st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=10))
def test_whatever_stands_in_the_cells_the_row_is_read_or_its_faults_are_told(changed: dict[str, Any]) -> None:
    found = read_member(a_row(a_member(**changed)), on=ON, within="371311")
    assert isinstance(found, Member) or (found and all(fault.reason and fault.column in COLUMNS for fault in found))
