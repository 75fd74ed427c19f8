"""Votes and the chain of reviews, counted exactly."""

from fractions import Fraction

import pytest

from services.funds.rules.project_policy import Gate, Level, Step, StepKind
from services.funds.rules.review import (
    Ballot,
    CountsDoNotAddUp,
    NoQuorum,
    NotAMember,
    ReasonMissing,
    Tally,
    VotesNotWhole,
    next_step,
    passes,
    spoken,
    steps_for,
    tally_by_count,
    tally_by_name,
)
from services.funds.store.project_policy import list_project_policies

HALF, TWO_THIRDS = "50%", "66.6666%"


def a_step(majority: str, *, is_inclusive: bool = False) -> Step:
    told = {"code": "council", "title": "评议", "level": "town", "kind": "committee", "body": "理事会", "gate": "library"}
    rest = {"quorum": TWO_THIRDS, "majority": majority, "is_inclusive": is_inclusive, "due_days": 5, "reference": "x"}
    return Step.model_validate(told | rest)


@pytest.mark.parametrize(
    ("majority", "is_inclusive", "tally", "passed"),
    [
        (HALF, False, Tally(9, 4, 2, 2), False),  # half is not more than half
        (HALF, False, Tally(9, 5, 2, 1), True),
        (TWO_THIRDS, True, Tally(9, 6, 3, 0), True),
        (TWO_THIRDS, True, Tally(9, 5, 3, 1), False),
    ],
)
def test_a_vote_is_won_by_its_majority(majority, is_inclusive, tally, passed):
    assert passes(a_step(majority, is_inclusive=is_inclusive), tally) is passed


@pytest.mark.parametrize("tally", [Tally(9, 5, 0, 0), Tally(0, 0, 0, 0)])
def test_too_few_decide_nothing(tally):
    with pytest.raises(NoQuorum):
        passes(a_step(HALF), tally)


def test_two_thirds_present_are_enough():
    assert passes(a_step(HALF), Tally(9, 6, 0, 0))


def test_an_excused_member_neither_votes_nor_counts():
    votes = [("a", Ballot.FOR, ""), ("b", Ballot.EXCUSED, "亲属为施工方"), ("c", Ballot.ABSENT, "")]
    assert tally_by_name({"a", "b", "c"}, votes) == Tally(2, 1, 0, 0)


@pytest.mark.parametrize(
    ("votes", "law"),
    [
        ([("x", Ballot.FOR, "")], NotAMember),
        ([("a", Ballot.FOR, "")], VotesNotWhole),
        ([("a", Ballot.FOR, ""), ("a", Ballot.FOR, ""), ("b", Ballot.FOR, "")], VotesNotWhole),
        ([("a", Ballot.AGAINST, ""), ("b", Ballot.FOR, "")], ReasonMissing),
    ],
)
def test_votes_that_are_not_those_of_the_members_are_refused(votes, law):
    with pytest.raises(law):
        tally_by_name({"a", "b"}, votes)


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(CountsDoNotAddUp):
        tally_by_count(entitled=10, present=8, in_favour=7, against=0, abstained=0)
    with pytest.raises(CountsDoNotAddUp):
        tally_by_count(entitled=7, present=8, in_favour=8, against=0, abstained=0)


def test_the_national_chain_has_three_votes_one_check_and_three_notices():
    [policy] = list_project_policies()
    kinds = [step.kind for step in policy.steps]
    assert sum(kind in {StepKind.ASSEMBLY, StepKind.COMMITTEE} for kind in kinds) == kinds.count(StepKind.NOTICE) == 3
    assert kinds.count(StepKind.CHECK) == 1
    assert [step.gate for step in policy.steps].count(Gate.APPROVAL) == 2


def test_a_project_of_a_whole_county_has_no_step_of_a_village():
    [policy] = list_project_policies()
    assert {step.level for step in steps_for(policy.steps, "371311")} == {Level.COUNTY}
    assert next_step(steps_for(policy.steps, "371311001"), []).code == "town-council"


def test_a_share_is_said_with_two_decimals():
    assert spoken(Fraction(2, 3)) == "66.67%"
