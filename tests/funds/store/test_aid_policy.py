"""Every policy of aid reproduces its own examples; the line of minimum living is that of the day and place."""

from datetime import date

import pytest

from services.funds.rules.aid import Asked, DibaoLine, NoAidRule, NoDibaoLine, weigh
from services.funds.rules.reserve import NoReserveRule
from services.funds.store.aid_policy import (
    get_aid_policy,
    get_dibao_line,
    get_reserve_policy,
    highest_floor_fen,
    list_aid_policies,
)
from shared.policy.clauses import Trust

EXAMPLES = [(policy, example) for policy in list_aid_policies() for example in policy.examples]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=lambda one: getattr(one, "policy", getattr(one, "name", "")))
def test_a_policy_reproduces_its_examples(policy, example):
    facts, expected = example.facts, example.expected
    asked = Asked(facts.kind, facts.people, facts.months, facts.burden_fen, facts.least_of, is_explained=True)
    weighed = weigh(policy, asked, DibaoLine(facts.line_fen, "x", "x"), first_aid_fen=facts.first_aid_fen)

    assert (weighed.amount_fen, weighed.to_pay_fen) == (expected.amount_fen, expected.to_pay_fen)
    assert (weighed.level, weighed.has_notice) == (expected.level, expected.has_notice)


@pytest.mark.parametrize(
    ("region", "on", "name"),
    [
        ("371311001", date(2020, 6, 1), "aid-shandong-2018"),
        ("371102001", date(2020, 6, 1), "aid-shandong-2018"),
        ("371102001", date(2025, 6, 1), "aid-rizhao-2025"),
        ("620123001", date(2020, 6, 1), "aid-national-2018"),
    ],
)
def test_the_narrowest_place_decides_on_its_day(region, on, name):
    assert get_aid_policy(region, on)[0].policy == name


def test_the_line_is_that_of_the_day_and_says_that_it_was_inferred():
    line = get_dibao_line("371311", date(2020, 12, 31))

    assert (line.amount_fen, get_dibao_line("371311", date(2021, 1, 1)).amount_fen) == (62_400, 67_760)
    assert "平台推定" in line.spoken


def test_before_the_rules_there_is_none():
    for read, law in ((get_aid_policy, NoAidRule), (get_dibao_line, NoDibaoLine), (get_reserve_policy, NoReserveRule)):
        with pytest.raises(law):
            read("371311001", date(2017, 1, 1))


def test_a_floor_is_asked_for_as_high_as_any_rule_has_it():
    assert highest_floor_fen() == 2_000_000


def test_whatever_was_entered_from_memory_says_why():
    for policy in list_aid_policies():
        assert all(one.reason for one in policy.references.values() if one.trust is Trust.INFERRED)
