"""The places' rules of relocation: whole, sourced, and such that a class never gives more floor than its people may have."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.housing.rules.relocation_policy import RelocationPolicy
from services.housing.store.relocation_policy import get_relocation_policy, list_relocation_policies
from services.notifier.rules.department import Department
from tests.builders.houses import JUNE_1


@pytest.mark.parametrize(
    ("policy", "example"),
    [(policy, example) for policy in list_relocation_policies() for example in policy.examples],
    ids=lambda each: getattr(each, "name", None) or getattr(each, "policy", ""),
)
def test_the_worked_examples_of_a_policy_hold(policy, example):
    kind = policy.kind_of(example.facts.kind)
    assert kind is not None
    size_class = kind.class_of_persons(example.facts.persons)
    assert size_class is not None
    assert size_class.code == example.expected.size_class
    assert kind.area_most_m2(example.facts.persons) == example.expected.area_most_m2
    assert kind.contribution_most == example.expected.contribution_most


@pytest.mark.parametrize("policy", list_relocation_policies(), ids=lambda policy: policy.policy)
def test_no_class_holds_more_floor_than_its_smallest_household_may_have(policy):
    for kind in policy.kinds:
        for persons in range(1, 31):
            size_class = kind.class_of_persons(persons)
            assert size_class is not None
            assert size_class.area_most_m2 <= kind.area_most_m2(persons)


@pytest.mark.parametrize("policy", list_relocation_policies(), ids=lambda policy: policy.policy)
def test_every_support_goes_to_a_department_that_notifier_knows(policy):
    assert {each.department for each in policy.supports} <= {each.value for each in Department}


def test_a_dwelling_is_of_the_smallest_class_that_holds_it():
    policy, _ = get_relocation_policy("371311", JUNE_1)
    kind = policy.kind_of("poverty")
    assert kind is not None
    assert [getattr(kind.class_of_area(Decimal(area)), "code", None) for area in ("25", "25.01", "150", "150.01")] == [
        "one",
        "two",
        "six-up",
        None,
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"area_most_m2": "75.01"}, "超过 3 人的上限"),
        ({"persons_from": 4, "persons_to": 4}, "应从 3 人起"),
        ({"area_most_m2": "50"}, "面积各不相同"),
        ({"code": "two"}, "写了两次"),
    ],
)
def test_classes_that_overlap_or_exceed_the_cap_are_no_policy(change, complaint):
    told = get_relocation_policy("371311", JUNE_1)[0].model_dump(by_alias=True, mode="json")
    told["kinds"][0]["contribution_most"] = "10000.00"
    told["kinds"][1]["contribution_most"] = "10000.00"
    for example in told["examples"]:
        example["expected"]["contribution_most"] = "10000.00"
    told["kinds"][0]["classes"][2] |= change
    with pytest.raises(ValidationError, match=complaint):
        RelocationPolicy.model_validate(told)
