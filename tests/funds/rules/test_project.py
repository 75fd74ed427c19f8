"""The states of a project: what may follow what, and that nothing else may."""

import pytest

from services.funds.rules.project import (
    ACT_NAMES,
    MOVES,
    OVER,
    PROJECT_STATE_NAMES,
    STAGE_NAMES,
    Act,
    ProjectState,
    ProjectStateForbids,
    act_on,
)


def test_every_act_but_the_first_is_in_the_table_and_has_a_name():
    assert set(MOVES) == set(Act) - {Act.PROPOSED}
    assert set(ACT_NAMES) == set(Act)
    assert set(PROJECT_STATE_NAMES) == set(STAGE_NAMES) == set(ProjectState)


def test_what_is_not_in_the_table_is_refused():
    for act, move in MOVES.items():
        for state in set(ProjectState) - move.given:
            with pytest.raises(ProjectStateForbids):
                act_on(state, act)


def test_a_project_that_is_over_goes_nowhere():
    led = {state: {move.to for move in MOVES.values() if state in move.given and move.to} for state in OVER}
    assert led == {state: set() for state in OVER}


def test_every_state_can_be_reached():
    reached = {ProjectState.DRAFT} | {move.to for move in MOVES.values() if move.to}
    assert reached == set(ProjectState)
