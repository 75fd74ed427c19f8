"""The way of a household that moves: every act in every state, and what stands in its way."""

from datetime import date

import pytest

from services.housing.rules import relocation as rules
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.old_house import left_to_do
from services.housing.rules.relocation import (
    GOING_ON,
    MOVES,
    RELOCATION_ACT_NAMES,
    RELOCATION_STATE_NAMES,
    Asks,
    CannotAskFor,
    ContributionTooHigh,
    HelpedNotLookedInto,
    PersonsDifferUnexplained,
    RelocationAct,
    RelocationState,
    RelocationStateForbids,
    is_asked,
    move,
    must_be_able_to_ask,
    must_be_looked_into,
    must_explain_persons,
    must_not_pay_more,
)


@pytest.mark.parametrize("act", MOVES)
@pytest.mark.parametrize("state", RelocationState)
def test_every_act_leads_where_the_table_says_and_is_refused_everywhere_else(act, state):
    if state in MOVES[act]:
        assert move(state, act) is MOVES[act][state]
    else:
        with pytest.raises(RelocationStateForbids) as refused:
            move(state, act)
        assert refused.value.facts == {"state": RELOCATION_STATE_NAMES[state], "act": RELOCATION_ACT_NAMES[act]}


def test_every_act_but_the_first_is_in_the_table_and_every_state_has_a_way_in():
    assert set(MOVES) == set(RelocationAct) - {RelocationAct.NAMED}
    reached = {after for ways in MOVES.values() for after in ways.values()} | {RelocationState.NAMED}
    assert reached == set(RelocationState)


def test_a_household_that_said_no_may_still_say_yes_but_has_to_be_shown_again():
    assert move(RelocationState.CONFIRMED, RelocationAct.DECLINED) is RelocationState.UNWILLING
    assert move(RelocationState.UNWILLING, RelocationAct.AGREED) is RelocationState.WILLING


def test_nobody_who_has_moved_is_withdrawn():
    with pytest.raises(RelocationStateForbids):
        move(RelocationState.MOVED, RelocationAct.WITHDRAWN)
    assert move(RelocationState.HANDED_OVER, RelocationAct.WITHDRAWN) is RelocationState.WITHDRAWN


def test_the_town_is_asked_until_a_household_lives_in_its_new_home_and_moving_there_is_no_question():
    asked = {state for state in RelocationState if is_asked(state, HouseholdQuestion.DIED)}
    assert asked == GOING_ON - {RelocationState.MOVED}
    assert asked - {state for state in asked if is_asked(state, HouseholdQuestion.MOVED)} == {RelocationState.HANDED_OVER}
    assert all(move(state, RelocationAct.WITHDRAWN) for state in asked)


def test_what_was_helped_before_is_looked_into():
    must_be_looked_into([], "")
    must_be_looked_into(["这户已于2017-05-01享受过危房改造"], "旧房在滑坡体上")
    with pytest.raises(HelpedNotLookedInto):
        must_be_looked_into(["这户已于2017-05-01享受过危房改造"], "  ")


def test_a_number_of_people_that_the_register_does_not_have_is_explained():
    must_explain_persons(3, 3, "")
    must_explain_persons(3, 0, "")
    must_explain_persons(4, 3, "新生儿未入户")
    with pytest.raises(PersonsDifferUnexplained):
        must_explain_persons(4, 3, "")


@pytest.mark.parametrize(
    ("asks", "oldest", "has_disabled", "may"),
    [
        (Asks.NOTHING, 30, False, True),
        (Asks.LOW, 59, False, False),
        (Asks.LOW, 60, False, True),
        (Asks.LOW, 30, True, True),
        (Asks.BARRIER_FREE, 90, False, False),
        (Asks.BARRIER_FREE, 30, True, True),
    ],
)
def test_old_people_may_ask_for_a_low_home_and_disabled_people_for_one_without_barriers(asks, oldest, has_disabled, may):
    if may:
        must_be_able_to_ask(asks, oldest=oldest, has_disabled=has_disabled, old_from=60)
    else:
        with pytest.raises(CannotAskFor):
            must_be_able_to_ask(asks, oldest=oldest, has_disabled=has_disabled, old_from=60)


def test_a_household_pays_the_cap_and_not_a_fen_more():
    must_not_pay_more(10_000_00, 10_000_00)
    must_not_pay_more(99_999_00, None)
    with pytest.raises(ContributionTooHigh):
        must_not_pay_more(10_000_01, 10_000_00)


def test_a_file_is_closed_when_nothing_is_left():
    day = date(2021, 9, 20)
    assert left_to_do(has_old_house=True, demolished_on=day, reclaimed_on=day, open_supports=[], open_checks=0) == []
    assert left_to_do(has_old_house=False, demolished_on=None, reclaimed_on=None, open_supports=[], open_checks=0) == []
    assert left_to_do(has_old_house=True, demolished_on=None, reclaimed_on=None, open_supports=["就业帮扶"], open_checks=2) == [
        "拆除旧房",
        "旧宅基地复垦",
        "就业帮扶",
        "回访（还有2次）",
    ]


def test_whoever_waits_for_nobody_is_not_on_the_way():
    assert rules.GOING_ON.isdisjoint({RelocationState.UNWILLING, RelocationState.CLOSED, RelocationState.WITHDRAWN})
