"""What becomes of a complaint: every act in every state."""

import pytest

from services.notifier.rules.complaint import MOVES, OPEN, Act, ComplaintStands, ComplaintState, next_state
from services.notifier.rules.complaint_policy import ComplaintPolicy
from services.notifier.store.complaint import get_complaint_policy, list_complaint_policies
from tests.builders.notifier import COUNTY, MONDAY


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", ComplaintState)
def test_an_act_moves_it_as_the_table_says_or_is_refused(act: Act, state: ComplaintState) -> None:
    if state in MOVES[act]:
        assert next_state(act, state) is MOVES[act][state]
    else:
        with pytest.raises(ComplaintStands):
            next_state(act, state)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {ComplaintState.RECEIVED} | {to for moves in MOVES.values() for to in moves.values()}
    assert reached == set(ComplaintState)
    for state in OPEN:
        assert any(state in moves and moves[state] is not state for moves in MOVES.values())


def test_whose_matters_name_a_department_says_so_in_its_level() -> None:
    policy = get_complaint_policy(COUNTY, MONDAY.date())
    wrong = policy.model_dump(by_alias=True, mode="json")
    wrong["matters"][0]["department"] = "housing"
    with pytest.raises(ValueError, match="只有由部门办理的写 department"):
        ComplaintPolicy.model_validate(wrong)
    assert policy in list_complaint_policies()
