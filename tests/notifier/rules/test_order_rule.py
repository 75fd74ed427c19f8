"""Rules as data: every file holds against the events that it names, and what a rule says is what happens."""

from datetime import date, datetime

import pytest

from services.notifier.rules.order_rule import OrderRule, filled
from services.notifier.rules.period import Period
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
        assert rule.ended_by or rule.within or rule.kind


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


WORK = {
    "rule": "look",
    "event": "MoneyFindingsRaised",
    "about": "rule",
    "kind": "rectification",
    "title": "整改",
    "problem": "{rule_title}",
    "task": "核实",
    "addressee": "town",
    "page": "funds/supervision/findings/page?region={region}",
    "reference": "B22",
}


def a_work_rule(**changed):
    return OrderRule.model_validate({name: told for name, told in (WORK | changed).items() if told is not None})


def test_a_work_order_has_the_time_of_its_kind_and_is_known_by_a_code_too():
    rule = a_work_rule()
    must_be_heard(rule)
    assert rule.due_at({}, AT, otherwise=Period(hours=2)) == datetime.fromisoformat("2020-06-05T18:00:00+08:00")
    assert rule.thing_of("line-late") == rule.thing_of("line-late") != rule.thing_of("line-untouched")


def test_a_rule_for_towns_takes_what_happened_in_a_town_alone():
    rule = a_work_rule(level="town", ended_by=[{"event": "MoneyFindingsSettled", "about": "rule"}])
    assert rule.fits("MoneyFindingsRaised", {"region": "371311001"})
    assert not rule.fits("MoneyFindingsRaised", {"region": "371311"})
    assert rule.ends_by("MoneyFindingsSettled", {"region": "371311"}) is None
    assert not rule.is_by_hand


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"problem": None}, "问题整改"),
        ({"kind": None, "within": {"hours": 1}}, "只用于写了 kind"),
        ({"kind": "assistance"}, "kind"),
        ({"kind": "clue"}, "kind"),
        ({"department_by": "level"}, "列出是哪些部门"),
        ({"extended_by": [{"event": "MoneyFindingsSettled", "about": "rule"}]}, "extended_by 须有 due"),
    ],
)
def test_a_work_order_s_rule_that_makes_no_sense_is_refused(changed, complaint):
    with pytest.raises(ValueError, match=complaint):
        a_work_rule(**changed)


@pytest.mark.parametrize(
    "changed",
    [{"also": ["MoneyFindingsSettled"]}, {"problem": "{secret}"}, {"ended_by": [{"event": "HouseGraded", "about": "rule"}]}],
)
def test_every_event_of_a_work_order_s_rule_has_what_it_names(changed):
    with pytest.raises(OrderRuleAstray):
        must_be_heard(a_work_rule(**changed))
