"""Every policy file keeps its own promises: each of its worked examples is a test."""

from pathlib import Path

import pytest

from services.medical.store.policies import FOLDER, shelf
from shared.money import yuan
from shared.policy.clauses import Example, Policy, Trust
from shared.policy.load import load_text
from shared.policy.prove import differences

CASES = [
    pytest.param(policy, example, id=f"{policy.name}:{example.line}")
    for policy in shelf().policies
    for example in policy.examples
]
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize(("policy", "example"), CASES)
def test_an_example_comes_out_as_written(policy: Policy, example: Example):
    wrong = {layer: f"expected {yuan(want)}, got {yuan(got)}" for layer, (want, got) in differences(policy, example).items()}

    assert not wrong, f"{policy.name} line {example.line}, {example.name}: {wrong}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_we_inferred_is_said_with_its_reason(file: Path):
    policy = load_text(file.read_text("utf-8"), file=file.name)

    references = [layer.reference for layer in policy.layers]
    references += [case.reference for layer in policy.layers for cases in (layer.deductibles, layer.scales) for case in cases]
    assert all(reference.reason for reference in references if reference.trust is Trust.INFERRED)


def test_luozhuang_has_a_backstop_and_the_rest_of_linyi_has_none():
    text = (FOLDER / "linyi_2020.yaml").read_text("utf-8")
    backstop = next(layer for layer in load_text(text, file="linyi_2020.yaml").layers if layer.name == "backstop")

    assert backstop.entitled.regions == ("371311",)


@pytest.mark.parametrize("file", ["linyi_2019.yaml", "linyi_2020.yaml"])
def test_the_other_reading_of_the_ten_per_cent_rule_is_a_setting(file: str):
    text = (FOLDER / file).read_text("utf-8")
    policy = load_text(text.replace("beyond: patient", "beyond: shortfall"), file=file)

    over = next(example for example in policy.examples if "1500" in example.name and "兜底" in example.name)
    assert differences(policy, over) == {}  # the fund pays the same; what changes is who is to answer for the rest
    assert policy.version != shelf().find("371311", over.on).version
