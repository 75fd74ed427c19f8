"""Every budget policy reproduces its own examples, and a wrong one says what is wrong."""

from datetime import date
from fractions import Fraction

import pytest
from pydantic import ValidationError

from services.funds.rules.account import Source
from services.funds.rules.budget import FeeAboveCeiling, NoBudgetRule, must_fit_fee
from services.funds.rules.budget_policy import BudgetPolicy, IfBelow
from services.funds.store.budget_policy import get_budget_policy, list_budget_policies

EXAMPLES = [(policy, example) for policy in list_budget_policies() for example in policy.examples]
A_DAY = date(2020, 3, 2)


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=lambda one: getattr(one, "policy", getattr(one, "name", "")))
def test_a_policy_reproduces_its_examples(policy, example):
    ceiling = policy.fee_ceiling(Source.CENTRAL)
    told = {"received_fen": example.facts.received_fen, "fee_fen": example.facts.fee_fen}
    if example.expected.fee_fits:
        must_fit_fee(ceiling, **told)
    else:
        with pytest.raises(FeeAboveCeiling):
            must_fit_fee(ceiling, **told)


def test_the_narrowest_place_has_the_word():
    assert get_budget_policy("371402", A_DAY)[0].if_below(Source.CENTRAL).rule is IfBelow.REFUSE
    assert get_budget_policy("371311", A_DAY)[0].if_below(Source.CENTRAL).rule is IfBelow.WARN
    with pytest.raises(NoBudgetRule):
        get_budget_policy("371311", date(2016, 1, 1))


def test_all_nine_items_of_the_negative_list_hold_for_central_money():
    policy, _ = get_budget_policy("371311", A_DAY)
    assert len([one for one in policy.negative if Source.CENTRAL in one.sources]) == 9
    assert all(policy.use_of(one.code) is None for one in policy.negative)


@pytest.mark.parametrize(
    ("on", "share"), [(date(2020, 6, 30), 0), (date(2020, 7, 1), 40), (date(2020, 12, 31), 70), (date(2021, 1, 1), 92)]
)
def test_progress_is_due_once_its_month_is_over(on, share):
    policy, _ = get_budget_policy("371311", A_DAY)
    assert policy.due_share(2020, on) == Fraction(share, 100)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"uses": [{"code": "works", "title": "工程", "programmes": ["nowhere"], "reference": "a"}]},
            "programmes 中没有 nowhere",
        ),
        (
            {"progress": [{"month": 9, "share": "1%", "reference": "a"}, {"month": 6, "share": "2%", "reference": "a"}]},
            "从小到大",
        ),
        ({"negative": [{"code": "works", "title": "工程", "sources": ["central"], "reference": "a"}]}, "不得重复"),
        ({"management_fee": {"use": "cars", "sources": ["central"], "share": "1%", "reference": "a"}}, "须是 uses 中的一项"),
        ({"clawback": {"years": 2, "reference": "b"}}, "references 中没有 b"),
    ],
)
def test_a_policy_that_does_not_hold_together_is_refused(changed, told):
    whole = {
        "policy": "budget-test",
        "title": "测试",
        "region": "37",
        "in_force": {"from": "2020-01-01"},
        "references": {"a": {"document": "文", "clause": "条", "address": "址", "trust": "printed"}},
        "programmes": [{"code": "industry", "title": "产业", "sources": ["central"], "reference": "a"}],
        "uses": [{"code": "works", "title": "工程", "programmes": ["industry"], "reference": "a"}],
        "negative": [{"code": "cars", "title": "车", "sources": ["central"], "reference": "a"}],
        "management_fee": {"use": "works", "sources": ["central"], "share": "1%", "reference": "a"},
        "clawback": {"years": 2, "reference": "a"},
        "progress": [{"month": 6, "share": "40%", "reference": "a"}],
        "examples": [{"name": "例", "facts": {"received": 100, "fee": 1}, "expected": {"fee_fits": True}}],
    }
    BudgetPolicy.model_validate(whole)
    with pytest.raises(ValidationError, match=told):
        BudgetPolicy.model_validate(whole | changed)
