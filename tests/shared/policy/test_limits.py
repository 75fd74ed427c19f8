"""Ceilings, limits, floors and conditions: what a policy file can say of how much and for whom."""

import pytest

from shared.policy.clauses import CounterScope
from shared.policy.evaluate import PlaceUnknown, SchemeUnknown, VisitUnknown, settle
from tests.shared.policy.files import CEILINGS, HALF, bill, of_layers, paid, words


@pytest.mark.parametrize(
    ("draws_on", "so_far", "yuan"),
    [
        ("by_stay", {"by_stay": 3999_00}, 4000),  # a ceiling by stay starts anew
        ("by_year", {"by_year": 4500_00}, 500),
        ("by_life", {"by_life": 5999_00}, 1),
        ("by_family", {"by_family": 2500_00}, 500),
        ("by_year, by_family", {"by_year": 4900_00, "by_family": 0}, 100),
    ],
)
def test_a_ceiling_runs_by_stay_year_life_or_family(draws_on: str, so_far: dict[str, int], yuan: int):
    layers = f"- {{layer: first, base: in_policy, ratio: 100%, draws_on: [{draws_on}]}}"

    assert paid(layers, bill(10_000, so_far=so_far), more=CEILINGS) == [yuan]


def test_every_counter_says_whose_it_is():
    layers = """\
- {layer: first, base: in_policy, ratio: 10%, draws_on: [by_stay, by_year, by_life, by_family]}
- {layer: second, base: in_policy, per: year, ratio: 10%}
- {layer: third, base: in_policy, per: year, ratio: 100%, deductible: {share: 10%, of: year_total}}
"""
    of = of_layers(layers, more=CEILINGS)

    assert of.counter_scope("by_year") is CounterScope.PERSON_YEAR
    assert of.counter_scope("by_life") is CounterScope.PERSON_LIFE
    assert of.counter_scope("by_family") is CounterScope.FAMILY_YEAR
    for name in ("second.base", "third.base", "third.due", "year.stays", "year.total", "year.patient"):
        assert of.counter_scope(name) is CounterScope.PERSON_YEAR
    for name in ("by_stay", "second.due", "first.base", "nothing"):
        with pytest.raises(KeyError):
            of.counter_scope(name)


def test_what_every_bill_adds_to_the_year():
    outcome = settle(of_layers(HALF), bill(10_000, 8000))

    assert outcome.drawn == {
        "year.stays": 1, "year.total": 10_000_00, "year.in_policy": 8000_00, "year.patient": 6000_00,
        "year.patient_in_policy": 4000_00,
    }  # fmt: skip
    assert "year.stays" not in settle(of_layers(HALF), bill(10_000, visit="chronic")).drawn


def test_a_backstop_leaves_the_patient_a_share_of_the_whole():
    layers = HALF + "- {layer: top_up, base: everything, deductible: {share: 10%, of: total}, ratio: 100%}"

    outcome = settle(of_layers(layers), bill(10_000, 8000))

    assert [share.paid_fen for share in outcome.shares] == [4000_00, 5000_00]
    assert outcome.patient_fen == 1000_00
    assert (
        settle(
            of_layers(layers.replace("of: total", "of: in_policy_total").replace("everything", "in_policy")), bill(10_000, 8000)
        ).patient_in_policy_fen
        == 800_00
    )


def test_a_yearly_backstop_pays_what_the_year_is_owed_and_never_twice():
    """Burdens of 1500, 200, 2000 on three bills of 10,000 within the policy: over the year the patient keeps 3000 of 3700."""
    layers = """\
- {layer: basic, base: in_policy, ratio: 0%}
- {layer: top_up, base: in_policy, per: year, deductible: {share: 10%, of: year_in_policy_total}, ratio: 100%}
"""
    counters: dict[str, int] = {}
    yuan = []
    for burden in (1500, 200, 2000):
        outcome = settle(of_layers(layers), bill(10_000, so_far=counters, given={"basic": (10_000 - burden) * 100}))
        counters = counters | {name: counters.get(name, 0) + fen for name, fen in outcome.drawn.items()}
        yuan.append(outcome.shares[1].paid_fen / 100)

    assert yuan == [500, 0, 200]


def test_two_limits_hold_at_once_and_one_of_them_counts_the_layers_before():
    layers = """\
- {layer: before, base: in_policy, ratio: 80%}
- layer: stacked
  base: in_policy_total
  ratio: 15%
  at_most: [{share: 90%, of: in_policy_total, counting: all_layers}, {share: 7%, of: total}]
"""
    assert paid(layers, bill(10_000)) == [8000, 700]
    assert paid(layers.replace("80%", "85%"), bill(10_000)) == [8500, 500]
    assert paid(layers.replace("80%", "95%"), bill(10_000)) == [9500, 0]


def test_a_limit_may_be_of_the_year():
    layers = HALF + "- {layer: top, base: everything, ratio: 100%, at_most: {share: 90%, of: year_total, counting: all_layers}}"
    year = {"year.total": 10_000_00, "year.patient": 500_00}

    assert paid(layers, bill(10_000, so_far=year)) == [5000, 18_000 - 9500 - 5000]


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ("{schemes: [employee]}", {"scheme": "employee"}, True),
        ("{schemes: [employee]}", {}, False),
        ("{visits: [chronic]}", {"visit": "chronic"}, True),
        ("{regions: ['371311']}", {"region": "371302"}, False),
        ("{traits: [designated]}", {"traits": words("designated")}, True),
        ("{not: {traits: [referred]}, places: [outside]}", {"place": "outside"}, True),
        ("{not: {traits: [referred]}, places: [outside]}", {"place": "outside", "traits": words("referred")}, False),
        ("{all_of: [{traits: [designated]}, {traits: [referred]}]}", {"traits": words("referred")}, False),
        ("{all_of: [{traits: [designated]}, {traits: [referred]}]}", {"traits": words("referred", "designated")}, True),
        ("{any_of: [{persons: [poor]}, {diseases: [cancer]}]}", {"diseases": words("cancer")}, True),
        ("{amounts: {total: {over: 10000}}}", {}, False),
        ("{amounts: {total: {from: 10000}}}", {}, True),
        ("{amounts: {in_policy: {below: 10000}}}", {}, False),
        ("{amounts: {in_policy: {to: 10000}}}", {}, True),
        ("{amounts: {year_total: {over: 100000}}}", {"so_far": {"year.total": 90_000_01}}, True),
        ("{amounts: {year_in_policy: {over: 100000}}}", {"so_far": {"year.in_policy": 90_000_00}}, False),
        ("{stay_of_year: {from: 2}}", {"so_far": {"year.stays": 1}}, True),
    ],
)
def test_a_condition_asks_what_it_says(condition: str, facts: dict[str, object], holds: bool):
    layers = f"- {{layer: first, base: in_policy, ratio: 50%, for: {condition}}}"

    assert settle(of_layers(layers), bill(10_000, **facts)).shares[0].is_entitled is holds


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"scheme": "cadre"}, SchemeUnknown), ({"visit": "birth"}, VisitUnknown), ({"place": "moon"}, PlaceUnknown)],
)
def test_what_the_policy_does_not_rule_is_refused(facts: dict[str, object], refusal: type[Exception]):
    with pytest.raises(refusal):
        settle(of_layers(HALF), bill(**facts))
