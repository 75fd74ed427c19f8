"""The data-quality rules that we ship: each shows with examples what it finds and what it leaves alone."""

from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from services.registry.rules.quality import Changes, QualityPolicy, QualityRule
from services.registry.rules.quality_example import ON, example_of
from services.registry.rules.quality_field import HOUSEHOLD_FIELDS, PERSON_FIELDS
from services.registry.rules.vocabulary import CAUSES, RELATIONS
from services.registry.schemas.fields import HouseholdFacts, PersonFacts
from services.registry.store.field_lists import list_field_lists
from services.registry.store.quality_policy import FOLDER, list_quality_policies, rules_of
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused
from tests.builders.registry import LONGTAN

RULES = [rule for policy in list_quality_policies() for rule in policy.rules]


def examples() -> list[object]:
    told = []
    for rule in RULES:
        for is_odd, given in ((True, rule.examples.odd), (False, rule.examples.fine)):
            told += [
                pytest.param(rule, changes, is_odd, id=f"{rule.rule}-{'odd' if is_odd else 'fine'}-{at}")
                for at, changes in enumerate(given)
            ]
    return told


def test_nothing_is_odd_about_a_sound_household() -> None:
    assert [found.held.rule.rule for found in rules_of(LONGTAN, ON).find(example_of({}))] == []


@pytest.mark.parametrize(("rule", "changes", "is_odd"), examples())
def test_each_example_comes_to_what_its_file_says(rule: QualityRule, changes: Changes, is_odd: bool) -> None:
    found = {each.held.rule.rule for each in rules_of(LONGTAN, ON).find(example_of(changes))}
    assert (rule.rule in found) is is_odd


def test_the_rules_know_every_field_that_a_form_can_fill() -> None:
    assert {field.title for field in PersonFacts.model_fields.values()} - PERSON_FIELDS == set()
    assert {field.title for field in HouseholdFacts.model_fields.values()} - HOUSEHOLD_FIELDS == set()


def test_the_lists_of_the_file_and_those_of_the_import_are_the_same() -> None:
    [lists] = list_field_lists()
    assert {each.value for each in lists.lists["致贫原因"].values} == CAUSES
    assert {each.value for each in lists.lists["与户主关系"].values} == RELATIONS


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("field: 证件号码, fails: id-number}", "field: 证件号, fails: id-number}", "没有这些项目：证件号"),
        ("fails: id-number}", "fails: id-numbers}", "fails 应为"),
        ("fails: id-number}", "fails: id-number, is: [x]}", "一个条件写一个 field 和一个问题"),
        ("rule: sex-against-number", "rule: birth-against-number", "rule 重复：birth-against-number"),
        ("reference: gb26341", "reference: gb2634", "references 中没有 gb2634"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(tmp_path: Path, was: str, becomes: str, complaint: str) -> None:
    file = tmp_path / "identity.yaml"
    file.write_text((FOLDER / "identity.yaml").read_text("utf-8").replace(was, becomes, 1), "utf-8")
    with pytest.raises(PolicyFileRefused) as refused:
        read_document(QualityPolicy, file)
    assert complaint in str(refused.value)


def test_whoever_writes_rules_has_them_checked_and_their_examples_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "quality"
    folder.mkdir()
    file = folder / "relations.yaml"
    good = (FOLDER / "relations.yaml").read_text("utf-8")
    file.write_text(good, "utf-8")
    assert main(["check", str(file)]) == 0
    assert "个例子相符" in capsys.readouterr().out
    file.write_text(
        good.replace("odd: [{户主: 没有}]", "odd: [{之母: 没有}]").replace("outside_list: 与户主关系", "outside_list: 关系"),
        "utf-8",
    )
    assert main(["check", str(file)]) == 1
    told = capsys.readouterr().out
    assert "no-head 的例子应当发现问题而没有发现" in told
    assert "没有名为 关系 的可选值表" in told
