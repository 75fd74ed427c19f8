"""From causes to measures: every file keeps its examples, every proposal says why, and a wrong file is refused with its line."""

from pathlib import Path
from uuid import uuid4

import pytest

from services.registry.rules.composition import Composition, Someone
from services.registry.rules.measure import MeasuresPolicy, example_failures, propose
from services.registry.store.measure import FOLDER, get_measures_policy, list_measures_policies
from shared.policy.clauses import Trust
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused
from tests.builders.plan import ON

POLICIES = {policy.policy: policy for policy in list_measures_policies()}
SANMING = POLICIES["measures-sanming-2015"]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES.keys())
def test_a_measures_file_keeps_its_examples(policy: MeasuresPolicy) -> None:
    assert example_failures(policy) == {}


def test_the_nine_batches_of_sanming_answer_the_causes_that_it_counts() -> None:
    causes = ("因病", "因残", "因学", "因灾", "缺技术", "缺资金", "缺劳力", "自身发展动力不足")
    able = Someone(uuid4(), 40, {"劳动技能": "普通劳动力", "务工时间(月)": "6"})
    batches = []
    for cause in causes:
        first = propose(SANMING, Composition((cause,), (able,)))[0]
        batches.append(first.rule.batch)
        assert first.why.startswith(f"主要致贫原因为{cause}")
    assert batches == [1, 2, 3, 4, 5, 6, 7, 8]
    assert SANMING.find("relocation") is not None


def test_the_main_cause_comes_first_and_other_causes_are_named() -> None:
    able = Someone(uuid4(), 40, {"劳动技能": "普通劳动力", "务工时间(月)": "6"})
    found = propose(SANMING, Composition(("缺资金", "因病"), (able,)))
    assert [one.rule.measure for one in found] == ["small-loan", "industry", "medical-aid"]
    assert found[2].why == "致贫原因之一为因病"


def test_an_amount_per_person_is_multiplied_by_those_whom_it_concerns() -> None:
    students = tuple(Someone(uuid4(), 17, {"在校生状况": "中职二年级"}) for _ in range(2))
    found = propose(POLICIES["measures-luozhuang-2018"], Composition(("因学",), students))
    [yulu] = [one for one in found if one.rule.measure == "yulu"]
    assert yulu.expected_fen == 600_000
    assert {one.person_id for one in yulu.persons} == {one.person_id for one in students}


def test_what_only_the_household_itself_can_want_is_never_proposed() -> None:
    old = Someone(uuid4(), 80, {}, ("extreme-poverty",))
    assert [one.rule.measure for one in propose(SANMING, Composition(("因病",), (old,)))] == ["five-guarantees"]


def test_a_place_without_a_file_goes_by_the_nation_s_and_says_that_it_is_inferred() -> None:
    policy, _ = get_measures_policy("110101", ON)
    assert policy.policy == "measures-national"
    assert {policy.source(rule).trust for rule in policy.measures} == {Trust.INFERRED}
    assert get_measures_policy("350421101", ON)[0] is SANMING


def test_terms_that_no_document_prints_are_marked() -> None:
    assert {policy.references[policy.terms].trust for policy in POLICIES.values()} == {Trust.INFERRED}


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("causes: [因病]", "causes: [因穷]", "没有这些致贫原因"),
        ("measure: disability-aid", "measure: medical-aid", "measure 重复"),
        ("expected: [dibao, premium-aid]", "expected: [magic]", "没有这些措施"),
        ("terms: terms\n", "terms: nowhere\n", "references 中没有 nowhere"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    text = (FOLDER / "sanming_2015.yaml").read_text("utf-8")
    assert wrong in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(wrong, right, 1), "utf-8")
    with pytest.raises(PolicyFileRefused, match=told):
        read_document(MeasuresPolicy, path)
