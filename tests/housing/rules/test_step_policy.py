"""The one table of terms: days, working days, months, targets, agreed days, and stops that are not counted."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.rules.awaited_step import Step
from services.housing.rules.step_policy import StepPolicy, StepTerm, last_day, months_later
from services.housing.rules.works import STOP_NAMES, StopWhy, days_stood_still
from services.housing.store.step_policy import get_step_policy, get_term, list_step_policies

[NATIONAL] = list_step_policies()
VILLAGE = "371311001001"


def a_term(**told):
    return StepTerm.model_validate({"step": "accept", "level": "county", "reference": "finish"} | told)


@pytest.mark.parametrize(
    ("step", "since", "due"),
    [
        (Step.VILLAGE_REVIEW, "2020-06-19", "2020-07-06"),  # 10 working days over the Dragon Boat holiday
        (Step.TOWN_REVIEW, "2020-09-30", "2020-10-14"),  # and 5 over the National Day's
        (Step.PAY, "2020-01-31", "2020-02-29"),
        (Step.PAY, "2020-09-20", "2020-10-20"),
        (Step.APPLY, "2020-06-02", "2020-07-15"),
        (Step.FINISH, "2020-06-02", "2020-09-30"),
    ],
)
def test_a_step_is_due_by_its_term(step, since, due):
    assert get_term(step, VILLAGE, date.fromisoformat(since))[1] == date.fromisoformat(due)


def test_a_target_holds_for_everybody_and_for_nobody_before_their_turn():
    both = a_term(working_days=10, by="2018-09-30")

    assert last_day(both, date(2018, 9, 3)) == date(2018, 9, 17)
    assert last_day(both, date(2018, 9, 27)) == date(2018, 9, 30)
    assert last_day(both, date(2018, 10, 9)) == date(2018, 10, 9)
    assert last_day(a_term(by="2018-09-30"), date(2018, 3, 1)) == date(2018, 9, 30)
    assert both.spoken == "10个工作日，不晚于2018-09-30"


@pytest.mark.parametrize("told", [{}, {"days": 3, "months": 1}, {"days": 3, "working_days": 3, "by": "2018-09-30"}])
def test_a_term_is_written_in_one_way(told):
    with pytest.raises(ValidationError, match="写且只写一个"):
        a_term(**told)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_level_a_term_and_a_source_in_every_policy(step):
    for policy in list_step_policies():
        assert policy.clause(step).endswith("（平台推定）") or policy.source(policy.term(step)).trust == "printed"


def test_what_was_agreed_on_says_so():
    assert NATIONAL.clause(Step.FINISH, is_agreed=True) == "约定的日期。农村危房改造协议：约定的开工和完工日期"
    assert NATIONAL.clause(Step.FINISH).startswith("120天。")
    assert NATIONAL.clause(Step.ACCEPT, is_agreed=True) == NATIONAL.clause(Step.ACCEPT)


def test_a_file_that_forgets_a_step_or_says_one_twice_or_cites_what_it_does_not_hold_is_refused():
    told = NATIONAL.model_dump(by_alias=True)
    steps = told["steps"]

    for wrong, why in ((steps[1:], "没有：排查"), ([*steps, steps[0]], "写了两次：排查")):
        with pytest.raises(ValidationError, match=why):
            StepPolicy.model_validate(told | {"steps": wrong})
    with pytest.raises(ValidationError, match="没有 nowhere"):
        StepPolicy.model_validate(told | {"steps": [steps[0] | {"agreed": "nowhere"}, *steps[1:]]})


def test_winter_and_flood_put_an_agreed_day_off_and_nothing_else_does():
    assert NATIONAL.uncounted_names == [STOP_NAMES[StopWhy.WINTER], STOP_NAMES[StopWhy.FLOOD]]
    assert [why for why in (*StopWhy, None) if NATIONAL.puts_off(why)] == [StopWhy.WINTER, StopWhy.FLOOD]


def test_days_of_winter_count_until_the_works_go_on_and_those_of_a_quarrel_do_not():
    def line(act, day, said=""):
        return act, date.fromisoformat(day), said

    winter, quarrel = STOP_NAMES[StopWhy.WINTER], STOP_NAMES[StopWhy.HOUSEHOLD]
    record = [
        line("started", "2020-10-01"),
        line("stopped", "2020-11-20", f"{winter}。气温低于五度"),
        line("inspected", "2020-12-01"),
        line("resumed", "2021-03-01"),
        line("stopped", "2021-03-10", quarrel),
        line("resumed", "2021-04-01"),
        line("stopped", "2021-07-01", STOP_NAMES[StopWhy.FLOOD]),
    ]

    assert days_stood_still(record, NATIONAL.uncounted_names, until=date(2021, 7, 11)) == 101 + 10
    assert days_stood_still(record[:6], NATIONAL.uncounted_names, until=date(2021, 7, 11)) == 101
    assert days_stood_still(record, [], until=date(2021, 7, 11)) == 0


def test_a_month_later_is_the_same_day_or_the_months_last():
    assert [months_later(date(2019, 12, 31), many) for many in (1, 2, 12)] == [
        date(2020, 1, 31), date(2020, 2, 29), date(2020, 12, 31),
    ]  # fmt: skip


def test_a_village_has_the_terms_of_its_county():
    assert get_step_policy(VILLAGE, date(2020, 6, 1)) is NATIONAL
