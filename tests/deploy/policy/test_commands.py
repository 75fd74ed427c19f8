"""`make policy-check` and `make quote`: a draft is tried before it is law, and every complaint says file, line and mend."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.words import WORDS
from services.medical.store.policies import FOLDER
from shared.policy.load import load_file

LINYI = FOLDER / "linyi_2020.yaml"
CASE = """\
on: 2020-06-12
region: "371311"
level: "2"
persons: [enrolled]
total: 20000
in_policy: 18000
so_far: {medical_aid_year: 9000, year.stays: 1}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.yaml"
    path.write_text(LINYI.read_text("utf-8"), "utf-8")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, "utf-8")
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.name)
def test_every_shipped_file_passes_its_own_check(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out.startswith(f"OK：{load_file(file).title}")


def test_without_a_file_everything_that_is_shipped_is_checked(capsys: pytest.CaptureFixture[str]):
    assert main(["check"]) == 0
    assert capsys.readouterr().out.count("OK：") == sum(len(list(folder.glob("*.yaml"))) for folder in (FOLDER, *WORDS))


def test_an_example_that_does_not_come_out_is_told_with_its_line(draft: Path, capsys: pytest.CaptureFixture[str]):
    change(draft, "backstop: 282.85", "backstop: 282.84")

    assert main(["check", str(draft)]) == 1
    said = capsys.readouterr().out
    line = next(at for at, text in enumerate(draft.read_text("utf-8").splitlines(), 1) if "总费用2万元" in text)
    assert said.startswith(f"draft.yaml:{line}: ")
    assert "backstop 写的是 282.84 元，按本文件算出 282.85 元" in said and "改法：" in said


def test_an_example_that_cannot_be_reckoned_is_told(draft: Path, capsys: pytest.CaptureFixture[str]):
    change(draft, "given: {basic: 9200,", "given: {basic: 10001,")

    assert main(["check", str(draft)]) == 1
    assert "不能计算：填报的已支付金额超过了该层可以支付的费用" in capsys.readouterr().out


def test_what_is_wrong_with_the_shape_is_told_all_at_once(draft: Path, capsys: pytest.CaptureFixture[str]):
    change(draft, "ratio: 85%", "ratio: 85") if "ratio: 85%" in draft.read_text("utf-8") else change(draft, "is: 85%", "is: 85")
    change(draft, "base: in_policy", "bas: in_policy")

    assert main(["check", str(draft)]) == 1
    said = capsys.readouterr().out
    assert "85 不是比例" in said and "是否想写 base?" in said and "共 3 处需要更正" in said


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "nowhere.yaml"]) == 1
    assert "没有这个文件：nowhere.yaml" in capsys.readouterr().out


def test_a_quote_is_a_sheet_that_adds_up(case: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["quote", str(LINYI), str(case)]) == 0
    said = capsys.readouterr().out
    assert "临沂市居民住院费用一站式结算（2020年）" in said and "建档立卡贫困人口" in said
    assert "医疗救助年度限额余额：1,000.00 → 0.00 元" in said
    assert "【推断】" in said and "year.stays 1" in said


def test_a_quote_as_json_is_the_same_result(case: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["quote", "--json", str(LINYI), str(case)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sum(share["paid_fen"] for share in told["shares"]) + told["patient_fen"] == told["total_fen"] == 20_000_00
    assert told["policy"]["version"] == load_file(LINYI).version


def test_a_case_may_be_json_and_have_lines(case: Path, capsys: pytest.CaptureFixture[str]):
    facts = {"on": "2020-06-12", "region": "371311", "level": "2"}
    line = {"catalogue_class": "B", "unit_price": "100", "quantity": "2", "amount_yuan": "200.00", "self_pay_ratio": "0.1"}
    case.write_text(json.dumps(facts | {"lines": [line]}), "utf-8")

    assert main(["quote", str(LINYI), str(case)]) == 0
    said = capsys.readouterr().out
    assert "乙类（政策范围内 180.00）" in said


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("persons: [enrolled]", "persons: [enroled]", 4, "政策没有定义 enroled"),
        ("on: 2020-06-12", "on: 2019-06-12", 1, "不在政策 linyi-2020 的有效期内"),
        ('region: "371311"', 'region: "110101"', 2, "不在政策 linyi-2020 的地区 3713 之内"),
        ("total: 20000", "total: many", 5, "many 不是金额"),
        (
            "total: 20000\nin_policy: 18000",
            "lines:\n  - {catalogue_class: D, unit_price: 1, quantity: 1, amount_yuan: 2}", 6, "catalogue_class 的值 D 不可用",
        ),
        (
            "total: 20000\nin_policy: 18000",
            "lines:\n  - {catalogue_class: A, unit_price: one, quantity: 1, amount_yuan: 2}", 6, "unit_price 的值 one 不可用",
        ),
        ("total: 20000", "totl: 20000", 5, "是否想写 total?"),
        (
            "so_far:", "lines: [{catalogue_class: A, unit_price: 1, quantity: 1, amount_yuan: 1}]\nso_far:",
            7, "写了 lines 又写了金额",
        ),
        (
            "total: 20000\nin_policy: 18000",
            "lines:\n  - {catalogue_class: A, unit_price: 1, quantity: 1, amount_yuan: 2}", 6, "金额不等于数量乘以单价",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_case_is_told_with_its_line(
    case: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, wrong: str
):
    change(case, old, new)

    assert main(["quote", str(LINYI), str(case)]) == 1
    said = capsys.readouterr().out
    assert f"case.yaml:{line}: " in said and wrong in said and "改法" in said


def test_a_bill_that_the_policy_does_not_rule_is_told(case: Path, capsys: pytest.CaptureFixture[str]):
    change(case, 'level: "2"', 'level: "9"')

    assert main(["quote", str(LINYI), str(case)]) == 1
    assert "该地政策没有规定这一等级的医疗机构" in capsys.readouterr().out


def test_a_long_sentence_is_never_broken_inside_an_amount(case: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["quote", str(LINYI), str(case)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert not [line for line, after in pairwise(lines) if line[-1:].isdigit() and after.strip()[:1] in set("0123456789,.")]


def test_numbers_that_no_example_holds_are_named(draft: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(draft)]) == 0
    assert "没有算例守住" not in capsys.readouterr().out

    change(draft, "total: 60000, in_policy: 60000", "total: 4000, in_policy: 4000")
    change(draft, "expected: {medical_re_aid: 20000, patient: 40000}", "expected: {medical_re_aid: 0, patient: 4000}")
    assert main(["check", str(draft)]) == 0
    line = draft.read_text("utf-8").partition("50000: 50%}")[0].count("\n") + 1
    assert f"第 {line} 行的 50000、" in capsys.readouterr().out


def test_a_ceiling_that_limits_nobody_is_named(draft: Path, capsys: pytest.CaptureFixture[str]):
    change(draft, "ceilings:\n", "ceilings:\n  forgotten: {title: 忘了占用, per: year, limit: 5000, reference: jiuzhu}\n")
    assert main(["check", str(draft)]) == 0
    line = draft.read_text("utf-8").partition("forgotten")[0].count("\n") + 1
    assert f"第 {line} 行的限额 forgotten 没有任何保障项目占用" in capsys.readouterr().out
