"""A household's dispute: in time, once at a time, decided by others."""

from datetime import date

import pytest

from services.housing.rules import grade_dispute as rules
from services.housing.rules.appraisal_life import Opinion
from services.housing.rules.grade_dispute import DisputeOutcome, DisputeState
from services.housing.rules.house import Grade
from services.housing.store.appraisal_policy import list_appraisal_policies
from shared.ids import uuid7

[POLICY] = list_appraisal_policies()
TERMS = POLICY.dispute
SIGNED_ON = date(2020, 6, 10)
LAST = date(2020, 7, 2)
"""Fifteen working days on, over the Dragon Boat Festival."""


def opinions(*grades: str) -> list[Opinion]:
    return [Opinion(uuid7(), at, Grade(grade), uuid7(), f"机构{at}") for at, grade in enumerate(grades, start=1)]


def test_the_deadlines_are_working_days():
    assert rules.last_day(TERMS, SIGNED_ON) == LAST
    assert rules.due_on(TERMS, date(2020, 6, 12)) == date(2020, 7, 13)


def test_a_dispute_on_the_last_day_is_in_time():
    rules.must_be_disputable(stands=True, terms=TERMS, signed_on=SIGNED_ON, has_open=False, on=LAST)


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"stands": False}, rules.NothingToDispute),
        ({"has_open": True}, rules.DisputeOpenAlready),
        ({"on": date(2020, 7, 3)}, rules.DisputedTooLate),
    ],
)
def test_what_does_not_stand_or_is_disputed_or_too_old_is_not_disputed(changed, law):
    told = {"stands": True, "has_open": False, "on": LAST} | changed

    with pytest.raises(law):
        rules.must_be_disputable(terms=TERMS, signed_on=SIGNED_ON, **told)


@pytest.mark.parametrize(
    ("grades", "outcome", "after"),
    [
        ("C", DisputeOutcome.UPHELD, "C"),
        ("CC", DisputeOutcome.UPHELD, "C"),
        ("CDD", DisputeOutcome.CORRECTED, "D"),
        ("CDC", DisputeOutcome.UPHELD, "C"),
    ],
)
def test_the_signed_opinions_decide(grades, outcome, after):
    assert rules.decide(Grade.C, opinions(*grades), is_under_way=False) == (outcome, after)


def test_nothing_is_decided_while_an_opinion_is_wanting():
    with pytest.raises(rules.OpinionsDiffer):
        rules.decide(Grade.C, opinions("C", "D"), is_under_way=False)
    with pytest.raises(rules.ReviewUnderWay):
        rules.decide(Grade.C, opinions("C"), is_under_way=True)


def test_whoever_appraised_or_signed_does_not_decide():
    [disputed] = opinions("C")

    with pytest.raises(rules.JudgedByTheSame):
        rules.must_be_judged_by_another(disputed.appraiser_id, "别的机构", disputed)
    with pytest.raises(rules.JudgedByTheSame):
        rules.must_be_judged_by_another(uuid7(), "机构1", disputed)
    with pytest.raises(rules.SignerMayNotDecide):
        rules.must_not_be_signer("甲", "甲")


@pytest.mark.parametrize(
    ("state", "on", "overdue"),
    [
        (DisputeState.OPEN, date(2020, 7, 13), False),
        (DisputeState.OPEN, date(2020, 7, 14), True),
        (DisputeState.DECIDED, date(2020, 7, 14), False),
    ],
)
def test_the_due_day_itself_is_in_time(state, on, overdue):
    assert rules.is_overdue(state, date(2020, 7, 13), on=on) is overdue


@pytest.mark.parametrize("state", [DisputeState.DECIDED, DisputeState.WITHDRAWN])
def test_a_dispute_is_closed_once(state):
    with pytest.raises(rules.DisputeSettledAlready):
        rules.must_be_undecided(state)
