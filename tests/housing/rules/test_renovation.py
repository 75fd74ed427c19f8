"""Every path through a renovation: what each act does in each state, and what is refused."""

import pytest

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import (
    MOVES,
    OVER,
    Act,
    AnotherLevelNext,
    Level,
    NoticeNotStood,
    RenovationState,
    RenovationStateForbids,
    SubsidyNotPaid,
    Votes,
    VotesAbovePresent,
    VotesDoNotCarry,
    VotesMissing,
    VotesUnasked,
    agree,
    move,
    must_be_of_level,
    must_be_paid,
    must_carry,
    state_said,
)

S = RenovationState
EXPECTED = {
    Act.REFUSED: {"applied": "refused", "village-agreed": "refused", "town-agreed": "refused"},
    Act.NOTICE_STOOD: {
        "village-agreed": "village-agreed",
        "town-agreed": "town-agreed",
        "county-agreed": "county-agreed",
    },
    Act.NOTICE_STOPPED: {"village-agreed": "applied", "town-agreed": "village-agreed", "county-agreed": "town-agreed"},
    Act.SIGNED: {"county-agreed": "agreed"},
    Act.STARTED: {"agreed": "under-way"},
    Act.STOPPED: {"agreed": "stopped", "under-way": "stopped"},
    Act.RESUMED: {"stopped": "under-way"},
    Act.INSPECTED: {"under-way": "under-way", "stopped": "stopped", "finished": "finished"},
    Act.CURED: {"under-way": "under-way", "stopped": "stopped", "finished": "finished"},
    Act.FINISHED: {"under-way": "finished"},
    Act.HOUSED: {"agreed": "accepted"},
    Act.NOT_ACCEPTED: {"finished": "under-way"},
    Act.ACCEPTED: {"finished": "accepted"},
    Act.UNACCEPTED: {"accepted": "finished"},
    Act.CLOSED: {"accepted": "closed"},
    Act.VISITED: {"closed": "closed"},
    Act.WITHDRAWN: dict.fromkeys(
        ["applied", "village-agreed", "town-agreed", "county-agreed", "agreed", "under-way", "stopped", "finished"], "withdrawn"
    ),
}
OPEN = [state for state in S if state not in OVER]
EXPECTED |= {act: {state: state for state in OPEN} for act in (Act.QUESTIONED, Act.SETTLED)}
EVERY = [(act, state) for act in MOVES for state in S]


@pytest.mark.parametrize(("act", "state"), EVERY, ids=[f"{act} when {state}" for act, state in EVERY])
def test_each_act_does_in_each_state_what_the_way_says_and_nothing_else(act, state):
    leads_to = EXPECTED[act].get(state)

    if leads_to is None:
        with pytest.raises(RenovationStateForbids):
            move(state, act, Mode.REBUILD)
    else:
        assert move(state, act, Mode.REBUILD) == leads_to


def test_from_every_state_there_is_a_way_to_the_end():
    leads = {state: {after for moves in MOVES.values() for before, after in moves.items() if before is state} for state in S}
    leads[S.APPLIED].add(S.VILLAGE_AGREED)
    leads[S.VILLAGE_AGREED].add(S.TOWN_AGREED)
    leads[S.TOWN_AGREED].add(S.COUNTY_AGREED)

    for state in S:
        reached, waiting = {state}, [state]
        while waiting:
            waiting += [after for after in leads[waiting.pop()] if after not in reached and not reached.add(after)]
        assert reached & OVER


@pytest.mark.parametrize(
    ("level", "before", "after"),
    [
        (Level.VILLAGE, S.APPLIED, S.VILLAGE_AGREED),
        (Level.TOWN, S.VILLAGE_AGREED, S.TOWN_AGREED),
        (Level.COUNTY, S.TOWN_AGREED, S.COUNTY_AGREED),
    ],
)
def test_each_level_agrees_in_its_turn_alone(level, before, after):
    assert agree(before, level, has_stood=True) is after
    must_be_of_level(before, level)
    for state in set(S) - {before}:
        with pytest.raises(AnotherLevelNext):
            agree(state, level, has_stood=True)
        with pytest.raises(AnotherLevelNext):
            must_be_of_level(state, level)


def test_the_first_level_has_no_notice_to_wait_for_and_the_others_have():
    assert agree(S.APPLIED, Level.VILLAGE, has_stood=False) is S.VILLAGE_AGREED
    for state, level in ((S.VILLAGE_AGREED, Level.TOWN), (S.TOWN_AGREED, Level.COUNTY)):
        with pytest.raises(NoticeNotStood):
            agree(state, level, has_stood=False)


def test_a_village_agrees_with_more_than_half_of_those_present():
    must_carry(Level.VILLAGE, Votes(21, 11), is_agreed=True)
    must_carry(Level.VILLAGE, Votes(20, 3), is_agreed=False)
    with pytest.raises(VotesDoNotCarry):
        must_carry(Level.VILLAGE, Votes(20, 10), is_agreed=True)
    with pytest.raises(VotesAbovePresent):
        must_carry(Level.VILLAGE, Votes(20, 30), is_agreed=True)


def test_whoever_does_not_build_begins_no_works():
    assert state_said(RenovationState.AGREED, Mode.RENT) == "已签协议，待入住"
    assert state_said(RenovationState.ACCEPTED, Mode.COLLECTIVE_CARE) == "已入住，待归档"
    assert state_said(RenovationState.AGREED, Mode.REPAIR) == "已签协议，待开工"
    assert state_said(RenovationState.REFUSED, Mode.RENT) == "不予改造"


def test_votes_are_the_villages_and_only_theirs():
    with pytest.raises(VotesMissing):
        must_carry(Level.VILLAGE, None, is_agreed=True)
    with pytest.raises(VotesUnasked):
        must_carry(Level.TOWN, Votes(20, 15), is_agreed=True)
    must_carry(Level.COUNTY, None, is_agreed=True)


def test_a_file_is_closed_once_the_household_has_its_money():
    must_be_paid(SubsidyState.PAID)
    must_be_paid(None)
    must_be_paid(SubsidyState.SETTLED)
    for state in set(SubsidyState) - {SubsidyState.PAID, SubsidyState.SETTLED}:
        with pytest.raises(SubsidyNotPaid):
            must_be_paid(state)
