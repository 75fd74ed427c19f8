"""Every published example and every boundary vector that a policy file can state is stated by one, with the same figures."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.money import fen, yuan
from shared.policy.clauses import Example, Policy
from shared.policy.load import load_file
from shared.policy.prove import differences

HERE = Path(__file__).parent
PLACES = sorted((HERE / "places").glob("*.yaml"))
STATED = [
    pytest.param(policy, example, id=f"{policy.name}:{example.line}")
    for policy in map(load_file, PLACES)
    for example in policy.examples
]

LEFT_OUT = {
    "vectors:59": "资产收益按镇分配：资金服务的事，不是一张账单",
    "vectors:60": "资产收益率：资金服务的事，不是一张账单",
}
"""Facts that no policy file of medical can state, each with its reason."""

PRINTED_OTHERWISE = {"E17": {99641}}
"""E17 prints 996.41 for both halves of 1992.81; ours are 996.41 and 996.40, so that they add up."""


def facts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "facts" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def stated_as(tag: str) -> list[Example]:
    return [example for _, example in (param.values for param in STATED) if example.name.split()[0] == tag]


@pytest.mark.parametrize(("policy", "example"), STATED)
def test_a_published_figure_comes_out(policy: Policy, example: Example):
    wrong = {layer: f"expected {yuan(want)}, got {yuan(got)}" for layer, (want, got) in differences(policy, example).items()}

    assert not wrong, f"{policy.name} line {example.line}, {example.name}: {wrong}"


@pytest.mark.parametrize("example", facts("examples"), ids=lambda example: example["id"])
def test_every_worked_example_is_stated_with_its_payers(example: dict[str, Any]):
    stated = {fen_ for one in stated_as(example["id"]) for fen_ in one.expected.values()}
    paid = {fen(str(amount)) for amount in example["payers"].values()} - PRINTED_OTHERWISE.get(example["id"], set())
    if example["out_of_pocket"] is not None:
        paid.add(fen(str(example["out_of_pocket"])))

    assert stated and paid <= stated


@pytest.mark.parametrize(("at", "vector"), list(enumerate(facts("vectors"), 1)))
def test_every_vector_is_stated_or_left_out_for_a_reason(at: int, vector: dict[str, Any]):
    tag = f"vectors:{at}"
    stated = stated_as(tag)
    if tag in LEFT_OUT:
        assert not stated
        return

    figures = {fen(vector[key]) for key in PAID if key in vector}
    assert stated and figures <= {fen_ for one in stated for fen_ in one.expected.values()}


PAID = (
    "pay", "civil", "waiver", "commercial", "oop", "civil_aid", "re_aid", "left", "first_layer", "flat", "marginal", "aid",
    "floor_fund", "top_up",
)  # fmt: skip
"""The keys under which vectors give what is paid or left."""


def test_nothing_is_left_out_that_could_be_stated():
    assert all(reason for reason in LEFT_OUT.values())
    ambiguous = [at for at, vector in enumerate(facts("vectors"), 1) if "flat" in vector]
    assert ambiguous and all(len(stated_as(f"vectors:{at}")) == 2 for at in ambiguous)  # both readings of 峄城, each in a file


def test_the_copies_are_whole():
    assert (len(facts("examples")), len(facts("vectors"))) == (8, 60)
    assert all(Decimal(str(example["total"] or 0)) >= 0 for example in facts("examples"))
