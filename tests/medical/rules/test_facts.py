"""What a policy was asked comes back as it went, whole."""

from dataclasses import fields, replace
from datetime import date

import orjson

from services.medical.rules.facts import facts_of, stay_of
from services.medical.store.policies import shelf
from shared.policy.clauses import Part, Stay
from shared.policy.evaluate import settle

STAY = Stay(
    "371311001001", "2", frozenset({"enrolled"}), 20_000_00, 18_000_00, {"basic_year": 5}, {"basic": 100}, "employee", "chronic",
    "in_city", frozenset({"M039"}), frozenset({"referred"}), {"A": Part(3, 2, 1)}, {"implant": Part(3, 2)},
)  # fmt: skip


def test_every_field_is_kept_and_read_again():
    facts = orjson.loads(orjson.dumps(facts_of(STAY)))

    assert stay_of(facts) == STAY
    assert facts.keys() == {field.name for field in fields(Stay)}


def test_a_settlement_of_before_facts_were_kept_says_enough_to_be_asked_again():
    policy, stay = shelf().find("371311", date(2020, 6, 1)), replace(STAY, given={}, so_far={})
    told = {
        "region": stay.region, "level": "2", "persons": ["enrolled"], "total_fen": 20_000_00, "in_policy_fen": 18_000_00,
    }  # fmt: skip

    assert settle(policy, stay_of(told)).drawn == settle(policy, stay).drawn
