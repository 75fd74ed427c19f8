"""Premium policies: what each shipped file promises, which share counts, and what a wrong file is told."""

from fractions import Fraction
from pathlib import Path

import pytest

from services.medical.rules.premium import Help, NoSuchPremiumProgramme, PremiumPolicy, help_for
from services.medical.store import premiums
from shared.money import yuan
from shared.policy.clauses import Trust
from shared.policy.document import read_document
from shared.policy.load import NoPolicyInForce
from shared.policy.source import PolicyFileRefused

EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.policy}: {example.name}")
    for policy in premiums.SHELF.policies()
    for example in policy.examples
]
LINYI = premiums.FOLDER / "linyi_2018.yaml"


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_an_example_comes_out_as_written(policy, example):
    helped = help_for(policy.programme(example.programme), example.classes, for_household=example.for_household)

    assert yuan(helped.amount_fen if helped else 0) == yuan(example.expected)


@pytest.mark.parametrize("policy", premiums.SHELF.policies(), ids=lambda policy: policy.policy)
def test_every_programme_has_an_example_and_what_we_inferred_has_a_reason(policy):
    assert {programme.programme for programme in policy.programmes} == {example.programme for example in policy.examples}
    assert all(reference.reason for reference in policy.references.values() if reference.trust is Trust.INFERRED)


def test_of_several_classes_the_most_favourable_counts():
    [dezhou] = [policy for policy in premiums.SHELF.policies() if policy.policy == "dezhou-premiums-2019"]
    programme = dezhou.programme("resident-premium")

    assert help_for(programme, ["enrolled", "extreme-poverty"]) == Help("extreme-poverty", Fraction(1), 250_00)
    assert help_for(programme, ["enrolled"]) == Help("enrolled", Fraction(1, 2), 125_00)
    assert help_for(programme, ["low-income"]) is None


def test_half_a_fen_goes_up(tmp_path: Path):
    text = LINYI.read_text("utf-8").replace("premium: 150,", "premium: 0.01,").replace("premium: 10,", "premium: 0,")
    text = text.replace("share: 100%, reference: goumai", "share: 50%, reference: goumai").partition("examples:")[0]
    policy, _ = read(
        tmp_path, text + "examples:\n  - {name: 半分, programme: special-insurance, classes: [enrolled], expected: 0.01}\n"
    )

    assert help_for(policy.programme("special-insurance"), ["enrolled"]).amount_fen == 1


def test_a_programme_that_the_place_does_not_have_is_refused_with_those_it_has():
    [linyi] = [policy for policy in premiums.SHELF.policies() if policy.policy == "linyi-premiums-2018"]

    with pytest.raises(NoSuchPremiumProgramme) as refusal:
        linyi.programme("resident-premium")
    assert refusal.value.facts["known"] == {"special-insurance": "扶贫特惠保险"}


def test_a_place_without_a_policy_is_told_so():
    with pytest.raises(NoPolicyInForce):
        premiums.get_premiums("110101", premiums.SHELF.policies()[0].in_force.start)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("reference: yiwai}", "reference: nowhere}", "nowhere"),
        ("counted_on: 01-01", "counted_on: 02-30", "不是每年都有的日期"),
        ("classes: [immediate-assistance], share: 100%", "classes: [veterans], share: 100%", "veterans"),
        ("share: 100%, reference: goumai", "share: 120%, reference: goumai", "120%"),
        ("premium: 150,", "premium: 一百五,", "一百五"),
        ("scheme: special", "scheme: other", "special"),
        ("programme: special-insurance, classes: [low-income]", "programme: other, classes: [low-income]", "other"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, right: str, wrong: str, told: str):
    text = LINYI.read_text("utf-8")
    assert right in text

    with pytest.raises(PolicyFileRefused) as refusal:
        read(tmp_path, text.replace(right, wrong))
    assert "premiums.yaml:" in str(refusal.value)
    assert told in str(refusal.value)


def read(folder: Path, text: str) -> tuple[PremiumPolicy, str]:
    path = folder / "premiums.yaml"
    path.write_text(text, "utf-8")
    return read_document(PremiumPolicy, path)
