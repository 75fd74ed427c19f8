"""What people are known as when their household's state changes."""

import pytest

from services.registry.rules.poverty import PovertyState as State
from services.registry.rules.standing_class import classes_in


@pytest.mark.parametrize(
    ("before", "states", "after"),
    [
        ([], [State.POOR], ["enrolled"]),
        ([], [State.RELAPSED], ["enrolled"]),
        (["enrolled", "low-income"], [State.SUPPORTED], ["enrolled", "low-income"]),
        (["enrolled", "low-income"], [State.INDEPENDENT], ["low-income"]),
        (["extreme-poverty"], [State.MARGINAL], ["extreme-poverty", "monitored"]),
        (["enrolled"], [State.SUPPORTED, State.STRICKEN], ["enrolled", "monitored"]),
        (["enrolled", "monitored"], [State.RISK_REMOVED], ["enrolled"]),
        (["enrolled"], [], ["enrolled"]),
    ],
)
def test_a_state_gives_or_takes_its_own_class_and_no_other(before: list[str], states: list[State], after: list[str]) -> None:
    assert classes_in(before, *states) == after


def test_the_order_in_which_states_were_entered_does_not_matter() -> None:
    assert classes_in(["enrolled"], State.INDEPENDENT, State.UNSTABLE) == classes_in(
        ["enrolled"], State.UNSTABLE, State.INDEPENDENT
    )
