"""Every donation policy reproduces its own examples; Linzi's charity day is for the poor, Sanming's fund for pupils."""

from datetime import date

import pytest

from services.funds.store.donation_policy import get_donation_policy, list_donation_policies

EXAMPLES = [(policy, example) for policy in list_donation_policies() for example in policy.examples]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=lambda one: getattr(one, "policy", getattr(one, "name", "")))
def test_a_policy_reproduces_its_examples(policy, example):
    assert policy.kind_of(example.facts.kind).allows(example.facts.person_class) is example.expected.is_allowed


@pytest.mark.parametrize(
    ("region", "kind", "is_strict"),
    [("370305", "charity-day", True), ("370302", "charity-day", False), ("350427", "education", True)],
)
def test_the_places_documents_hold(region, kind, is_strict):
    policy, _ = get_donation_policy(region, date(2020, 3, 2))
    assert policy.kind_of(kind).is_strict is is_strict
