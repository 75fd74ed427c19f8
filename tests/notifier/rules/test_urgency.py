"""Who is heard first when much waits, and that nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.rules.message_times import Priority
from services.notifier.rules.urgency import Urgency, share, urgency_of, urgency_of_case


def test_a_message_stands_in_the_lane_of_its_priority() -> None:
    assert [urgency_of(priority) for priority in Priority] == [Urgency.URGENT, Urgency.ORDINARY, Urgency.LOW]


@pytest.mark.parametrize(
    ("case_is", "urgency"),
    [("critical", Urgency.URGENT), ("urgent", Urgency.URGENT), ("ordinary", Urgency.ORDINARY), (None, Urgency.URGENT)],
)
def test_a_household_is_as_urgent_as_registry_says(case_is: str | None, urgency: Urgency) -> None:
    assert urgency_of_case(case_is) is urgency


@given(st.integers(min_value=4, max_value=500))
def test_every_lane_has_a_place_in_each_turn_and_the_urgent_one_most(places: int) -> None:
    ordinary, low = share(Urgency.ORDINARY, places), share(Urgency.LOW, places)
    assert min(ordinary, low) >= 1
    assert places - ordinary - low >= places / 2


def test_a_single_place_goes_to_whoever_is_most_urgent() -> None:
    assert [share(lane, 1) for lane in Urgency] == [1, 0, 0]
