"""The shipped checklists: each example comes out, each value is explained, and a wrong file is told where."""

from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.checklist import come_to
from services.registry.rules.assurance import Assurance
from services.registry.rules.checklist import Checklist, FillingExample
from services.registry.store.checklist import FOLDER, checklists_in, list_checklists, read_checklist
from shared import regions
from shared.policy.clauses import Trust
from shared.policy.source import PolicyFileRefused
from tests.builders.judging import SEPTEMBER_1

EXAMPLES = [(checklist, example) for checklist in list_checklists() for example in checklist.examples]
GOOD = (FOLDER / "shandong_five_assurances_2020.yaml").read_text("utf-8")


@pytest.mark.parametrize(("checklist", "example"), EXAMPLES, ids=lambda it: getattr(it, "title", ""))
def test_every_example_comes_to_its_verdicts(checklist: Checklist, example: FillingExample) -> None:
    assert come_to(checklist, example) == dict(example.verdicts)


@pytest.mark.parametrize("checklist", list_checklists(), ids=lambda each: each.policy)
def test_a_file_names_a_real_place_and_says_why_it_inferred(checklist: Checklist) -> None:
    assert regions.exists(checklist.region)
    assert all(reference.reason for reference in checklist.references.values() if reference.trust is Trust.INFERRED)
    used = {each.reference for each in (*checklist.questions, *checklist.verdicts)}
    assert used == set(checklist.references)


def test_whatever_settles_the_assurances_says_something_of_each_of_the_five() -> None:
    for checklist in list_checklists():
        if checklist.settles_assurances:
            assert {rule.verdict for rule in checklist.verdicts} == {each.value for each in Assurance}


def test_each_place_has_its_own_lists() -> None:
    def names(region: str) -> set[str]:
        return {each.checklist for each in checklists_in(region, SEPTEMBER_1)}

    assert names("371311001001") == {"five-assurances", "five-clears"}
    assert names("370305001001") == {"five-assurances", "five-clears", "eight-have-eight-standard"}
    assert names("371481001031") == {"five-assurances", "five-clears", "three-have-three-clean", "village-file"}
    assert names("37") == {each.checklist for each in list_checklists()}
    assert names("431124001201") == set()


def test_linzi_has_eight_and_eight_and_dezhou_five_and_ten() -> None:
    counted = {each.checklist: [len(rule.of) for rule in each.verdicts] for each in list_checklists()}
    assert counted["eight-have-eight-standard"] == [8, 8]
    assert counted["village-file"] == [5, 10]
    assert counted["three-have-three-clean"] == [3, 3]
    assert counted["five-clears"] == [1] * 5


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("at_least: 4500, prefill: income-this-year", "at_least: 4500, prefill: wealth", "没有可预填的 wealth"),
        ("known: [has-pupil]", "known: [has-cow]", "没有可知的情形 has-cow"),
        ("answered: {water: [自来水]}", "answered: {well: [自来水]}", "没有前面的问题 well"),
        ("fails: [都没有]", "fails: [没有]", "不在可选的回答之内"),
        ("kind: number, unit: 元, photos", "kind: number, photos", "写 unit"),
        ("of: [dressed, income-2020]", "of: [naked, income-2020]", "没有写：naked"),
        ("key: dressed,", "key: eats,", "写了两次"),
        ("reference: house}", "reference: hearsay}", "references 中没有 hearsay"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in GOOD
    path = tmp_path / "wrong.yaml"
    path.write_text(GOOD.replace(right, wrong, 1), "utf-8")
    with pytest.raises(PolicyFileRefused, match=told) as refused:
        read_checklist(path)
    assert all(complaint.line > 0 for complaint in refused.value.complaints)


def test_the_check_command_reads_checklists_and_finds_a_wrong_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FOLDER / "linzi_eight_have_eight_standard.yaml")]) == 0
    assert "16 个问题，2 项结论" in capsys.readouterr().out
    folder = tmp_path / "checklists"
    folder.mkdir()
    path = folder / "wrong.yaml"
    path.write_text(GOOD.replace("{food: unmet, clothing: unmet", "{food: met, clothing: unmet", 1), "utf-8")
    assert main(["check", str(path)]) == 1
    assert "food 应为 unmet，文件写 met" in capsys.readouterr().out
