"""A policy file loads whole, or says everything that is wrong with it: file, line, and how to mend it."""

# ruff: noqa: E501 what people read and write stands in one piece

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from shared.policy.clauses import Trust
from shared.policy.load import NoPolicyInForce, Shelf, load_folder, load_text
from shared.policy.source import PolicyFileRefused
from tests.shared.policy.files import WHOLE, rich, spoiled


def complaints(text: str) -> list[str]:
    with pytest.raises(PolicyFileRefused) as refused:
        load_text(text, file="testing.yaml")
    return [str(complaint) for complaint in refused.value.complaints]


def test_a_whole_file_becomes_a_policy():
    policy = load_text(WHOLE, file="testing.yaml")

    assert [layer.name for layer in policy.layers] == ["first", "second"]
    assert policy.layers[0].deductibles[0].value == 100_00
    assert policy.layers[0].scales[0].value.tiers[0].ratio == Fraction(1, 2)
    assert policy.layers[0].ceilings[0] is policy.layers[1].ceilings[0]
    assert policy.layers[0].reference.trust is Trust.PRINTED


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong", "mend"),
    [
        ("    ratio: 50%", "    ratio: 150%", 17, "150% 不是比例", "0% 到 100%"),
        ("    ratio: 50%", "    ratio: half", 17, "half 不是比例", "例如 85%"),
        ("    ratio: 50%\n", "", 12, "ratio、tiers、amount 应恰好写一个", "只有一个比例写 ratio"),
        ("    deductible: 100", "    deductible: -1", 16, "-1 不是金额", "不能为负数"),
        ("    deductible: 100", "    deductible: 1.005", 16, "1.005 不是金额", "至多两位小数"),
        ("    deductible: 100", "    dedutible: 100", 16, "不认识 dedutible", "是否想写 deductible"),
        ("    payer: 甲方\n", "", 12, "缺少 payer", "加上 payer"),
        ("    base: in_policy", "    base: inside", 15, "base 的值 inside 不可用", "改为以下之一：in_policy、out_of_policy、everything"),
        ("title: 测试政策", "title: 测试政策\ntitle: 又一个", 3, "title 写了两次", "删去另一个"),
        ("{persons: [poor]}", "{persons: [pour]}", 23, "人员类别 pour 没有定义", "poor"),
        ("{persons: [poor]}", '{levels: ["9"]}', 23, "医疗机构等级 9 没有定义", "1、2"),
        ("{persons: [poor]}", '{regions: ["371311"]}', 23, "地区 371311 没有定义", "先加上定义"),
        ("references:", 'regions: {"370000": 别处}\nreferences:', 7, "地区 370000 不在本政策的地区 3713 之内", "本地区内"),
        ('region: "371311"', 'region: "110101"', 32, "地区 110101 不在本政策的地区 3713 之内", "本地区内"),
        ("tiers: {0: 10%, 500: 20%}", "tiers: {500: 20%, 0: 10%}", 26, "分段的起点应从小到大", "从小到大排列"),
        ("layer: second", "layer: first", 20, "层名 first 重复", "换一个名字"),
        ("layer: second", "layer: patient", 20, "层名 patient 重复或已被占用", "换一个名字"),
        ("trust: printed", "trust: inferred", 8, "推断的，但没有说明理由", "加上 reason"),
        ("from: 2020-01-01, to: 2020-12-31", "from: 2020-12-31, to: 2020-01-01", 4, "失效日期早于生效日期", "更正"),
        ("from: 2020-01-01", "from: 20200101", 4, "from 的值 20200101 不是日期", "2020-01-31"),
        ("from: 2020-01-01", "from: 1.1.2020", 4, "不是日期", "2020-01-31"),
        ("on: 2020-05-01", "on: 2021-05-01", 32, "不在本政策的有效期内", "有效期内的日期"),
        ("expected: {first: 500,", "expected: {frist: 500,", 33, "层 frist 没有定义", "first、second"),
        ("total: 1100,", "total: 1100, given: {third: 1},", 32, "层 third 没有定义", "first、second"),
        ("total: 1100,", "total: 1100, so_far: {first.base: 1},", 32, "累计项 first.base 没有定义", "second.base"),
        ("    deductible: 100", "    deductible:\n      - is: 1\n      - is: 2", 18, "永远不会用到", "放在最后"),
        ('level: "1"', "level: [", 32, "不是正确的 YAML", "缩进"),
        ("    base: in_policy", "    base：in_policy", 15, "不是正确的 YAML", "冒号、逗号、括号用半角"),
        ("    payer: 甲方", "    payer:甲方", 14, "不是正确的 YAML", "冒号后面空一格"),
        ("tiers: {0: 10%, 500: 20%}", "tiers: {0: 10%, 500: 20%}\n    at_most: {share: 10%, of: total, 000}", 27, "不认识 000", "金额不写千分号"),
        ("total: 1100, ", "", 32, "缺少 total", "加上医疗费总额 total"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_a_mend(old: str, new: str, line: int, wrong: str, mend: str):
    found = complaints(spoiled(old, new))

    assert any(text.startswith(f"testing.yaml:{line}: ") and wrong in text and mend in text for text in found), found


@pytest.mark.parametrize(
    ("layer", "wrong", "mend"),
    [
        ("{layer: x, base: items, ratio: 1%}", "items 只与 base: items 同用", "并写上 items"),
        ("{layer: x, base: in_policy, classes: [A], ratio: 1%}", "classes 只与 base: classes 同用", "base 写 classes"),
        ("{layer: x, base: items, items: [xray], ratio: 1%}", "项目类别 xray 没有定义", "registration、ct、implant"),
        ("{layer: x, base: classes, classes: [D], ratio: 1%}", "目录类别 D 没有定义", "A、B、C"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {traits: [refered]}}", "情形 refered 没有定义", "是否想写 referred?"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {diseases: [flu]}}", "病种 flu 没有定义", "cancer"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {not: {}}}", "not 之下没有条件", "删去 not"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {any_of: [{}]}}", "空的条件", "写上条件"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {stay_of_year: {}}}", "范围没有写界限", "from、over、to、below"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {stay_of_year: {from: 1, over: 1}}}", "同一端写了两个界限", "只写一个"),
        ("{layer: x, base: in_policy, ratio: 1%, for: {amounts: {total: {from: 2, to: 1}}}}", "范围是空的", "不大于上限"),
        ("{layer: x, base: in_policy, ratio: 1%, payers: [{payer: 甲, share: 60%}]}", "合计不是 100%", "各方的 share"),
        ("{layer: x, base: in_policy, ratio: 1%, payer: 甲, payers: [{payer: 甲, share: 100%}]}", "恰好写一个", "几方分担写 payers"),
        ("{layer: x, base: in_policy, ratio: 1%, amount: 5}", "ratio、tiers、amount 应恰好写一个", "定额写 amount"),
        ("{layer: x, base: in_policy, ratio: 1%, deductible: {share: 10%, of: year_total}}", "与 per 不一致", "按年累计的写 year_total"),
        ("{layer: x, base: in_policy, ratio: 1%, deductible: {share: 10%}}", "缺少 of", "加上 of"),
        ("{layer: x, base: in_policy, ratio: 1%, deductible: half}", "half 不是金额", "应为数字"),
        ("{layer: x, base: in_policy, ratio: 1%, at_most: {share: 10%, of: year_total}}", "只能合计此前各项", "counting: all_layers"),
        ("{layer: x, base: in_policy, tiers: {0: 1%}, portions: [{title: 乙, classes: [B], ratio: 1%}]}", "按 ratio 支付", "写其余部分的比例"),
        ("{layer: x, base: everything, ratio: 1%, portions: [{title: 乙, classes: [B], ratio: 1%}]}", "不能再分", "portions 用于"),
        ("{layer: x, base: in_policy, ratio: 1%, portions: [{title: 乙, ratio: 1%}]}", "classes 与 items 应恰好写一个", "按目录类别"),
        (
            "{layer: x, base: in_policy, ratio: 1%, portions: [{title: 乙, classes: [B], ratio: 1%}, {title: 检, items: [ct], ratio: 1%}]}",
            "属于哪一个目录类别", "加上 within",
        ),
        ("{layer: x, base: in_policy, per: life, ratio: 1%}", "per 的值 life 不可用", "改为"),
        ("{layer: x, base: in_policy, ratio: 1%, rounding: round}", "rounding 的值 round 不可用", "half_up"),
        ("{layer: year, base: in_policy, ratio: 1%}", "层名 year 重复或已被占用", "换一个名字"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_named(layer: str, wrong: str, mend: str):
    found = complaints(rich(f"- {layer}"))

    assert any(wrong in text and mend in text for text in found), found


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ("ceilings: {f: {title: 全家, per: life, of: family, limit: 1, reference: doc}}", "全家共用的限额只能按年"),
        ("catalogue: {pre_pay: [{classes: [Z], is: 10%, reference: doc}]}", "目录类别 Z 没有定义"),
        ("applies_by: payment", "applies_by 的值 payment 不可用"),
        ("year_end: [{layer: t, title: 补足, payer: 财政, base: total, ratio: 1%, reference: doc}]", "base 的值 total 不可用"),
        (
            "year_end: [{layer: t, title: 补足, payer: 财政, base: in_policy, for: {levels: ['1']}, ratio: 1%, reference: doc}]",
            "年终项目的条件只能写",
        ),
        ("year_end: [{layer: x, title: 补足, payer: 财政, base: in_policy, ratio: 1%, reference: doc}]", "层名 x 重复"),
    ],
)
def test_what_cannot_be_meant_beside_the_layers_is_named(more: str, wrong: str):
    found = complaints(rich("- {layer: x, base: in_policy, ratio: 1%}", more=f"{more}\n"))

    assert any(wrong in text for text in found), found


def test_an_example_needs_a_level_and_one_promise():
    text = rich("- {layer: x, base: in_policy, ratio: 1%}")

    assert any("缺少 level" in one for one in complaints(text.replace(', level: "1"', "")))
    assert any("应恰好写一个" in one for one in complaints(text.replace("    expected: {patient: 1}\n", "")))


def test_a_stay_over_a_change_of_files_is_settled_by_the_day_that_the_file_says():
    old = load_text(WHOLE, file="old.yaml")
    changes = {"from: 2020-01-01, to: 2020-12-31": "from: 2021-01-01", "on: 2020": "on: 2021", "testing-2020": "testing-2021"}
    text = WHOLE
    for one, other in changes.items():
        text = text.replace(one, other)
    by_discharge = load_text(text, file="new.yaml")
    by_admission = load_text(text.replace("title: 测试政策", "title: 测试政策\napplies_by: admission"), file="new.yaml")
    over_new_year = {"admitted_on": date(2020, 12, 20), "discharged_on": date(2021, 1, 10)}

    assert Shelf((old, by_discharge)).find_for("371311", **over_new_year) is by_discharge
    # The old file ends by discharge, the new one begins by admission: neither claims the stay, so the day of admission decides.
    assert Shelf((old, by_admission)).find_for("371311", **over_new_year) is old
    in_new_year = {"admitted_on": date(2021, 1, 2), "discharged_on": date(2021, 1, 10)}
    assert Shelf((old, by_admission)).find_for("371311", **in_new_year) is by_admission
    with pytest.raises(NoPolicyInForce):
        Shelf((old,)).find_for("371311", **in_new_year)


def test_an_unknown_reference_or_ceiling_is_named():
    text = WHOLE.replace(
        "    draws_on: [joint]\n    reference: doc\n  - layer", "    draws_on: [none]\n    reference: dok\n  - layer"
    )

    found = complaints(text)

    assert any("封顶线 none 没有定义" in complaint for complaint in found)
    assert any("依据 dok 没有定义" in complaint for complaint in found)


def test_a_file_without_references_does_not_load():
    found = complaints(spoiled("  doc: {document: 文件, clause: 第一条, address: 公报, trust: printed}\n", ""))

    assert any(":7: " in complaint for complaint in found)


def test_every_mistake_is_told_at_once():
    text = spoiled("{persons: [poor]}", "{persons: [pour]}").replace("expected: {first: 500,", "expected: {frist: 500,")

    assert len(complaints(text)) == 2


def test_an_empty_file_is_refused():
    assert any("缺少 policy" in complaint for complaint in complaints(""))


def test_the_version_is_of_what_the_file_says():
    version = load_text(WHOLE, file="a.yaml").version

    assert load_text("# 注释\n" + WHOLE, file="b.yaml").version == version
    assert load_text(spoiled("name: 例一", "name: 例二"), file="b.yaml").version == version
    assert load_text(spoiled("ratio: 50%", "ratio: 51%"), file="b.yaml").version != version


def test_the_narrowest_place_in_force_is_found():
    city = load_text(WHOLE, file="city.yaml")
    county = load_text(spoiled('region: "3713"\n', 'region: "371311"\n'), file="county.yaml")
    shelf = Shelf((city, county))

    assert shelf.find("371311001001", date(2020, 1, 1)) is county
    assert shelf.find("371302001001", date(2020, 12, 31)) is city
    for region, on in [("371311", date(2021, 1, 1)), ("371311", date(2019, 12, 31)), ("370302", date(2020, 1, 1))]:
        with pytest.raises(NoPolicyInForce):
            shelf.find(region, on)


def test_two_files_of_one_place_may_not_overlap(tmp_path: Path):
    (tmp_path / "old.yaml").write_text(spoiled(", to: 2020-12-31", ""), "utf-8")
    (tmp_path / "new.yaml").write_text(
        spoiled("from: 2020-01-01, to: 2020-12-31", "from: 2021-01-01").replace("on: 2020", "on: 2021"), "utf-8"
    )

    with pytest.raises(PolicyFileRefused, match=r"old.yaml:1: 与 new.yaml 的有效期重叠.*早于 2021-01-01"):
        load_folder(tmp_path)


def test_a_scheme_may_have_a_file_of_its_own_beside_the_others(tmp_path: Path):
    employees = spoiled("persons: {poor: 贫困人口}", "persons: {poor: 贫困人口}\nschemes: {employee: 职工}").replace(
        'level: "1", total', 'level: "1", scheme: employee, total'
    )
    (tmp_path / "residents.yaml").write_text(WHOLE, "utf-8")
    (tmp_path / "employees.yaml").write_text(employees, "utf-8")
    shelf, day = load_folder(tmp_path), date(2020, 5, 1)

    assert "employee" in shelf.find("371311", day, scheme="employee").words.schemes
    assert "resident" in shelf.find("371311", day).words.schemes
    # Nobody speaks of the third: the file that is found refuses it with what it knows.
    assert shelf.find("371311", day, scheme="student")

    (tmp_path / "again.yaml").write_text(employees, "utf-8")
    with pytest.raises(PolicyFileRefused, match="有效期重叠"):
        load_folder(tmp_path)


def test_a_folder_tells_of_all_its_files(tmp_path: Path):
    (tmp_path / "one.yaml").write_text(spoiled("ratio: 50%", "ratio: 500%"), "utf-8")
    (tmp_path / "two.yaml").write_text(spoiled("base: in_policy", "base: in"), "utf-8")

    with pytest.raises(PolicyFileRefused) as refused:
        load_folder(tmp_path)

    assert [complaint.file for complaint in refused.value.complaints] == ["one.yaml", "two.yaml"]
