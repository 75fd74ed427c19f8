"""Every file of the special insurance keeps its promises, and a wrong one is complained of with its line."""

from datetime import date

import pytest

from services.medical.rules.insurance import InsurancePolicy
from services.medical.store.insurance_terms import FOLDER, SHELF, get_insurance
from services.medical.store.policies import shelf as settlements
from shared.policy.document import read_document
from shared.policy.load import NoPolicyInForce
from shared.policy.source import PolicyFileRefused

CASES = [
    pytest.param(policy, example, id=f"{policy.policy}:{example.name}")
    for policy in SHELF.policies()
    for example in policy.examples
]


@pytest.mark.parametrize(("policy", "example"), CASES)
def test_an_example_comes_out_as_written(policy, example):
    benefit = policy.benefit(example.benefit)
    amounts = {"loss_fen": example.loss, "paid_elsewhere_fen": example.paid_elsewhere, "drawn_fen": example.drawn}
    assert benefit.payable_fen(**amounts) == example.expected


@pytest.mark.parametrize("policy", SHELF.policies(), ids=lambda policy: policy.policy)
def test_what_is_paid_in_a_settlement_is_a_layer_of_that_place(policy):
    of_place = [
        one for one in settlements().policies if one.region.startswith(policy.region) and one.term.start >= date(2018, 1, 1)
    ]
    layers = {layer.name for one in of_place for layer in one.layers}
    assert {benefit.layer for benefit in policy.benefits if benefit.layer} <= layers


def test_a_place_without_a_file_is_refused():
    with pytest.raises(NoPolicyInForce):
        get_insurance("371402001001", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layer: supplementary, ", "", "写明 layer"),
        ("papers: [claim-form, id-card, bank-card, police-proof, loss-list]", "papers: [passport]", "passport"),
        ("    papers_reference: cailiao\n", "", "papers_reference"),
        ("pays: fixed", "pays: sometimes", "wrong.yaml:94"),
        ("reference: jufu", "reference: nowhere", "nowhere"),
        ("benefit: property-theft, loss", "benefit: hail, loss", "hail"),
        ("benefit: property-theft\n", "benefit: property-disaster\n", "写了两次"),
    ],
)
def test_a_wrong_file_is_complained_of(tmp_path, old, new, said):
    text = (FOLDER / "linyi_2018.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "wrong.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(PolicyFileRefused) as refused:
        read_document(InsurancePolicy, tmp_path / "wrong.yaml")
    assert said in str(refused.value)
