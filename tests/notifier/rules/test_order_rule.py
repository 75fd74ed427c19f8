"""Rules as data: every file holds against the events that it names, and what a rule says is what happens."""

from datetime import date, datetime

import pytest

from services.notifier.rules.order_rule import OrderRule, filled
from services.notifier.store.order_rule import OrderRuleAstray, list_order_policies, must_be_heard, rules_in_force

AT = datetime.fromisoformat("2020-06-05T16:00:00+08:00")
SAID = {"event": "HousingStepAwaited", "about": "step_id", "title": "复核", "task": "复核 {number}", "addressee": "town"}
RULE = SAID | {"rule": "look", "page": "housing/renovations/{matter_id}/page", "due": "due_on", "reference": "way"}


def a_rule(**changed):
    return OrderRule.model_validate({name: told for name, told in (RULE | changed).items() if told is not None})


@pytest.mark.parametrize("policy", list_order_policies(), ids=lambda policy: policy.policy)
def test_every_order_has_a_source_and_an_end(policy):
    for rule in policy.orders:
        assert policy.source(rule).spoken
        assert rule.ended_by or rule.within


def test_every_step_of_housing_sends_somebody_and_none_sends_two():
    rules = [rule for _, rule in rules_in_force("371311001001", date(2020, 6, 5)) if rule.event == "HousingStepAwaited"]
    steps = [(step, matter) for rule in rules for step in rule.when["step"] for matter in rule.when.get("matter", ["any"])]
    assert len(steps) == len(set(steps)) == 19
    assert [matter for step, matter in steps if step == "settle"] == ["renovation", "relocation"]


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "NobodyHears"},
        {"about": "nothing"},
        {"about": "due_on"},
        {"due": "step"},
        {"task": "{secret}"},
        {"when": {"x": ["y"]}},
    ],
)
def test_a_rule_that_nobody_could_follow_is_refused_when_it_is_read(changed):
    with pytest.raises(OrderRuleAstray):
        must_be_heard(a_rule(**changed))


def test_a_rule_has_one_term():
    with pytest.raises(ValueError, match="写且只写一个"):
        a_rule(within={"hours": 24})
    with pytest.raises(ValueError, match="写且只写一个"):
        a_rule(due=None)


def test_a_rule_fits_by_what_the_event_says():
    rule = a_rule(when={"step": ["sign"]}, ended_by=[{"event": "HousingStepEnded", "about": "step_id"}])

    assert rule.fits("HousingStepAwaited", {"step": "sign"})
    assert not rule.fits("HousingStepAwaited", {"step": "start"})
    assert rule.ends_by("HousingStepEnded", {"step": "sign"}) == "step_id"
    assert rule.ends_by("HousingStepEnded", {"step": "start"}) is None


def test_hours_run_at_once_and_a_day_ends_at_midnight():
    assert a_rule(due=None, within={"hours": 24}).due_at({}, AT) == datetime.fromisoformat("2020-06-06T16:00:00+08:00")
    assert a_rule().due_at({"due_on": date(2020, 6, 8)}, AT).isoformat().startswith("2020-06-08T23:59:59")


def test_words_are_filled_with_what_the_event_says():
    assert filled("查看 {things} 户（{number}）", {"things": 21, "number": ""}) == "查看 21 户（）"
