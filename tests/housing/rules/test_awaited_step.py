"""Whose turn it is: in every state of a renovation one step, or a reason why nobody has to act."""

from datetime import date

import pytest

from services.housing.rules.awaited_step import STEP_NAMES, Stands, Step, day_after, due_by, next_step
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import OVER, RenovationState
from services.housing.store.step_policy import get_term, list_step_policies

S = RenovationState


def at(state, **told):
    usual = {"mode": Mode.REBUILD, "has_stood": True, "asks": None, "is_paid": False}
    return Stands(state, **(usual | told))


@pytest.mark.parametrize(
    ("stands", "step"),
    [
        (at(S.APPLIED, has_stood=False), Step.VILLAGE_REVIEW),
        (at(S.VILLAGE_AGREED, has_stood=False), None),
        (at(S.VILLAGE_AGREED), Step.TOWN_REVIEW),
        (at(S.TOWN_AGREED, has_stood=False), None),
        (at(S.TOWN_AGREED), Step.COUNTY_REVIEW),
        (at(S.COUNTY_AGREED, has_stood=False), None),
        (at(S.COUNTY_AGREED), Step.SIGN),
        (at(S.AGREED), Step.START),
        (at(S.AGREED, mode=Mode.RENT), Step.MOVE_IN),
        (at(S.UNDER_WAY), Step.FINISH),
        (at(S.STOPPED), Step.RESUME),
        (at(S.FINISHED), Step.ACCEPT),
        (at(S.ACCEPTED), None),
        (at(S.ACCEPTED, is_paid=True), Step.CLOSE),
        (at(S.CLOSED), None),
        (at(S.REFUSED), None),
        (at(S.WITHDRAWN), None),
    ],
)
def test_it_is_one_level_s_turn_or_a_notice_stands_or_money_is_on_its_way(stands, step):
    assert next_step(stands) is step


@pytest.mark.parametrize("state", S)
def test_a_question_about_the_household_comes_before_every_step(state):
    asked = next_step(at(state, asks=HouseholdQuestion.DIED))

    assert asked is (None if state in OVER else Step.SETTLE)


def test_the_agreed_day_counts_before_the_policy_s_and_none_lies_in_the_past():
    monday = date(2020, 6, 1)
    assert due_by(date(2020, 6, 15), date(2020, 9, 30), since=monday) == date(2020, 9, 30)
    assert due_by(date(2020, 6, 15), date(2020, 5, 1), since=monday) == monday
    assert due_by(date(2020, 6, 15), None, since=monday) == date(2020, 6, 15)
    assert day_after(date(2020, 9, 30)) == date(2020, 10, 1)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_level_a_term_and_a_name_in_every_policy(step):
    assert STEP_NAMES[step]
    for policy in list_step_policies():
        assert policy.source(policy.term(step)).spoken


def test_working_days_leave_out_the_holidays():
    assert get_term(Step.TOWN_REVIEW, "371311001001", date(2020, 9, 30))[1] == date(2020, 10, 14)
