"""Every health policy file keeps its own promises, and one that cannot be meant is refused with its line."""

from fractions import Fraction
from pathlib import Path

import pytest

from services.medical.rules.health.follow_up import due_after, finding_of
from services.medical.rules.health.programme import HealthPolicy, Kind, in_force_at
from services.medical.rules.health.progress import target_by
from services.medical.store.health.programmes import FOLDER, list_policies, must_speak_of_known, rules_at
from shared.policy.clauses import Trust
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused
from tests.builders.health import DEZHOU_VILLAGE, LINZI_VILLAGE, MAY_2

POLICIES = list_policies()
FOLLOW_UPS = [pytest.param(policy, each, id=each.name) for policy in POLICIES for each in policy.examples.follow_ups]
PROGRESS = [pytest.param(policy, each, id=each.name) for policy in POLICIES for each in policy.examples.progress]


@pytest.mark.parametrize(("policy", "example"), FOLLOW_UPS)
def test_a_follow_up_falls_due_as_written(policy, example):
    programme, _ = in_force_at(POLICIES, region=policy.region, on=example.on).programme(example.programme)

    assert due_after(example.on, finding_of(programme, example.finding)) == example.due


@pytest.mark.parametrize(("policy", "example"), PROGRESS)
def test_a_task_comes_out_as_written(policy, example):
    assert target_by(policy.progress, task=example.task, year=example.year) == example.expected


def test_linzi_has_the_nine_diseases_the_eight_ones_and_442():
    linzi = rules_at(LINZI_VILLAGE, MAY_2)

    treated = [programme.title for programme, _ in linzi.programmes.values() if programme.kind is Kind.TREATMENT]
    assert treated == [
        "儿童急性淋巴细胞白血病", "儿童急性早幼粒细胞白血病", "儿童先天性心脏房间隔缺损", "儿童先天性心脏室间隔缺损",
        "食管癌", "胃癌", "结肠癌", "直肠癌", "终末期肾病",
    ]  # fmt: skip
    assert [item.title for item in linzi.checklist] == [
        "明确一所定点医院", "确定一名家庭医生", "签订一份承诺书", "制定一张健康卡",
        "建立一个健康档案", "进行一次健康查体", "组织一次健康会诊", "发放一张健康明白纸",
    ]  # fmt: skip
    progress, reference = linzi.progress
    assert [each.share for each in progress.years] == [Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)]
    assert reference.trust is Trust.SEED
    assert linzi.coverages["rehabilitation"][0].share == Fraction(87, 100)


def test_the_nation_s_follow_ups_apply_everywhere_and_a_narrower_place_adds_its_own():
    dezhou = rules_at(DEZHOU_VILLAGE, MAY_2.replace(year=2019))

    assert {"severe-mental", "hypertension", "cataract"} <= dezhou.programmes.keys()
    assert not dezhou.checklist and dezhou.progress is None
    assert dezhou.is_free("severe-mental", ["enrolled"]) and not dezhou.is_free("severe-mental", [])
    assert rules_at(LINZI_VILLAGE, MAY_2).is_free("cataract", [])


def test_before_a_file_is_in_force_it_says_nothing():
    assert rules_at(LINZI_VILLAGE, MAY_2.replace(year=2015)).programmes == {}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{year: 2018, share: 20%}", "{year: 2018, share: 30%}", "合计须为 100%"),
        ("kind: treatment, reference: nine}", "kind: treatment, reference: nowhere}", "没有 nowhere"),
        ("code: childhood-apl", "code: childhood-all", "重复"),
        ("code: cured-at-once, title", "code: kept-in-hospital, title", "依次列出"),
        ("kind: free, reference: free}", "kind: chronic, reference: free}", "first_visit"),
        ("share: 87%", "share: 187%", "187% 不是比例"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_line(tmp_path, old, new, says):
    text = (FOLDER / "linzi_2016.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "mended.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(PolicyFileRefused) as refused:
        read_document(HealthPolicy, path)
    assert says in str(refused.value) and "mended.yaml:" in str(refused.value)


def test_a_rule_for_a_programme_that_nobody_has_is_refused(tmp_path):
    text = (FOLDER / "linzi_2016.yaml").read_text("utf-8").replace("{programme: cleft,", "{programme: clef,")
    path = Path(tmp_path / "linzi.yaml")
    path.write_text(text, "utf-8")

    with pytest.raises(PolicyFileRefused, match="不认识项目 clef"):
        must_speak_of_known({"linzi.yaml": read_document(HealthPolicy, path)[0]})
