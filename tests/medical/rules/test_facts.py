"""What a policy was asked comes back as it went, whole."""

from dataclasses import fields
from datetime import date

import orjson
from hypothesis import given, reject

from services.medical.rules.facts import facts_of, stay_of
from services.medical.store.policies import shelf
from shared.policy.clauses import Part, Stay
from shared.policy.evaluate import PartsNeeded, settle
from shared.policy.explain import explained
from tests.shared.policy.policies import policies, stays

STAY = Stay(
    "371311001001", "2", frozenset({"enrolled"}), 20_000_00, 18_000_00, {"basic_year": 5}, {"basic": 100}, "employee", "chronic",
    "in_city", frozenset({"M039"}), frozenset({"referred"}), {"A": Part(3, 2, 1)}, {"implant": Part(3, 2)},
)  # fmt: skip


def test_every_field_is_kept_and_read_again():
    facts = orjson.loads(orjson.dumps(facts_of(STAY)))

    assert stay_of(facts) == STAY
    assert facts.keys() == {field.name for field in fields(Stay)}


def test_a_settlement_of_before_facts_were_kept_says_enough_to_be_asked_again():
    policy = shelf().find("371311", date(2020, 6, 1))
    stay = Stay("371311", "2", frozenset({"enrolled"}), 20_000_00, 18_000_00)
    told = {
        "region": stay.region, "level": "2", "persons": ["enrolled"], "total_fen": 20_000_00, "in_policy_fen": 18_000_00,
    }  # fmt: skip

    assert settle(policy, stay_of(told)).drawn == settle(policy, stay).drawn


@given(policies, stays())
def test_facts_written_down_give_the_same_bill_back(policy, stay):
    asked = stay_of(facts_of(stay))  # as lines make it: no class without an amount
    written = orjson.loads(orjson.dumps(facts_of(asked)))

    assert stay_of(written) == asked
    try:
        told = explained(policy, settle(policy, asked))
    except PartsNeeded:  # a policy by classes, and of a bill without any nothing is settled
        reject()
    assert explained(policy, settle(policy, stay_of(written))) == told
