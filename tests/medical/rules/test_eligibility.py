"""Who is admitted without a deposit, and why."""

from dataclasses import replace
from datetime import date

import pytest

from services.medical.rules.admission import Cause, HospitalLevel
from services.medical.rules.eligibility import PersonClassUnknown, decide_deposit, must_be_known, persons_of
from services.medical.store.policies import shelf

LINYI = shelf().find("371311", date(2020, 6, 1))


def decided(*persons: str, cause: Cause = Cause.ILLNESS, policy=LINYI):
    return decide_deposit(policy, persons=frozenset(persons), region="371311001001", level=HospitalLevel.TWO, cause=cause)


@pytest.mark.parametrize("person", ["enrolled", "low-income", "extreme-poverty", "immediate-assistance"])
def test_the_poor_are_treated_first_and_pay_later(person):
    decision = decided(person)

    assert decision.is_without_deposit
    assert LINYI.persons[person] in decision.reason
    assert decision.reference is not None and "先诊疗" in decision.reference.clause


@pytest.mark.parametrize("persons", [(), ("monitored",)])
def test_others_leave_a_deposit(persons):
    assert not decided(*persons).is_without_deposit


@pytest.mark.parametrize("cause", [Cause.TRAFFIC, Cause.FIGHT, Cause.SELF_HARM])
def test_some_causes_are_excluded(cause):
    decision = decided("enrolled", cause=cause)

    assert not decision.is_without_deposit
    assert "不适用" in decision.reason


def test_a_place_without_the_rule_waives_nothing():
    assert decided("enrolled", policy=replace(LINYI, deposit=None)).reference is None


def test_opened_cover_makes_a_person_one_under_immediate_assistance():
    assert persons_of(["monitored"], has_cover=True) == {"monitored", "immediate-assistance"}
    assert persons_of([], has_cover=False) == frozenset()


def test_a_class_that_the_place_does_not_know_is_refused():
    must_be_known(LINYI, ["enrolled"])
    with pytest.raises(PersonClassUnknown):
        must_be_known(LINYI, ["enrolled", "rich"])
