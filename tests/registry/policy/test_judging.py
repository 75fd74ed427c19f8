"""The shipped judging files: each of their own examples holds, each value is explained, and a wrong file is told where."""

import json
from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.schema import judging_schema
from services.registry.rules.judging import JudgingPolicy, NoticeExample, reckoned
from services.registry.store.judging import FOLDER, get_policy, list_policies, read_policy
from shared import regions
from shared.policy.clauses import Trust
from shared.policy.source import PolicyFileRefused
from tests.builders.judging import SEPTEMBER_1

EXAMPLES = [(policy, example) for policy in list_policies() for example in policy.examples]
GOOD = (FOLDER / "hunan_2020.yaml").read_text("utf-8")


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=lambda it: getattr(it, "title", ""))
def test_every_example_comes_to_its_day(policy: JudgingPolicy, example: NoticeExample) -> None:
    assert reckoned(policy, example) == example.last_day


@pytest.mark.parametrize("policy", list_policies(), ids=lambda policy: policy.policy)
def test_a_file_names_a_real_place_and_says_why_it_inferred(policy: JudgingPolicy) -> None:
    assert regions.exists(policy.region)
    assert all(reference.reason for reference in policy.references.values() if reference.trust is Trust.INFERRED)


def test_the_narrowest_place_s_file_applies() -> None:
    assert get_policy("620522100201", SEPTEMBER_1.replace(year=2021))[0].policy == "judging-qinan-2021"
    assert get_policy("371311001001", SEPTEMBER_1)[0].policy == "judging-shandong-2018"
    assert get_policy("350404001001", SEPTEMBER_1)[0].policy == "judging-sanming-2015"


def test_hunan_is_two_reviews_two_notices_one_comparison_one_announcement_of_seven_days() -> None:
    policy, _ = get_policy("431124001201", SEPTEMBER_1)
    stages = next(rule for rule in policy.procedures if rule.procedure == "identification").stages
    kinds = [stage.kind.value for stage in stages]
    counted = {kind: kinds.count(kind) for kind in ("meeting", "notice", "comparison", "announcement")}
    assert counted == {"meeting": 2, "notice": 2, "comparison": 1, "announcement": 1}
    assert {stage.notice.term.days for stage in stages if stage.notice} == {7}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("quorum: 2/3", "quorum: 66%", "不是份额"),
        ("on_refusal: review\n        notice", "on_refusal: nowhere\n        notice", "没有 nowhere"),
        ("reference: group-meeting}", "reference: hearsay}", "references 中没有 hearsay"),
        ("kind: application", "kind: meeting", "必须写 vote"),
        ("same_as: identification", "same_as: take-in", "没有写 stages"),
        ("stage: nomination", "stage: application", "写了两次"),
        ("{days: 7, reference: letter}", "{days: 7, working_days: 5, reference: letter}", "写且只写一个"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in GOOD
    path = tmp_path / "wrong.yaml"
    path.write_text(GOOD.replace(right, wrong, 1), "utf-8")
    with pytest.raises(PolicyFileRefused, match=told) as refused:
        read_policy(path)
    assert all(complaint.line > 0 for complaint in refused.value.complaints)


def test_the_check_command_reads_judging_files_and_finds_a_wrong_example(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(FOLDER / "hunan_2020.yaml")]) == 0
    assert "识别：10 个环节" in capsys.readouterr().out
    folder = tmp_path / "judging"
    folder.mkdir()
    path = folder / "wrong.yaml"
    path.write_text(GOOD.replace("last_day: 2020-09-08", "last_day: 2020-09-07"), "utf-8")
    assert main(["check", str(path)]) == 1
    line = next(at for at, text in enumerate(GOOD.splitlines(), start=1) if "last_day: 2020-09-08" in text)
    assert f"wrong.yaml:{line}: 算例“9月1日张贴，贴满7天，当日不算”应为 2020-09-08" in capsys.readouterr().out


def test_the_schema_for_editors_is_up_to_date() -> None:
    written = (FOLDER / "judging.schema.json").read_text("utf-8")
    assert written == judging_schema(), "run `make policy-schema`"
    assert json.loads(written)["properties"]["procedures"]["title"] == "各种程序"


def test_the_format_page_explains_every_key() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    schema = json.loads(judging_schema())
    shapes = [schema, *(shape for name, shape in schema["$defs"].items() if name not in ("Reference", "TermDraft"))]
    missing = {key for shape in shapes for key in shape.get("properties", ())} - {"from", "to"}
    assert sorted(key for key in missing if f"`{key}`" not in page) == []
