"""Who is heard first when much waits, and that nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.rules.message import MessageKind
from services.notifier.rules.urgency import Urgency, share, urgency_of, urgency_of_case


@pytest.mark.parametrize(
    ("kind", "case_is", "urgency"),
    [
        (MessageKind.CASE_OPENED, "critical", Urgency.URGENT),
        (MessageKind.CASE_OPENED, "ordinary", Urgency.ORDINARY),
        (MessageKind.ORDER_OPENED, None, Urgency.URGENT),
        (MessageKind.ORDER_OVERDUE, "ordinary", Urgency.URGENT),
        (MessageKind.ERRAND_OPENED, None, Urgency.ORDINARY),
        (MessageKind.STATEMENT_ISSUED, None, Urgency.LOW),
    ],
)
def test_a_message_is_as_urgent_as_what_it_is_about(kind: MessageKind, case_is: str | None, urgency: Urgency) -> None:
    assert urgency_of(kind, case_is) is urgency


def test_every_kind_of_message_has_a_lane() -> None:
    assert {urgency_of(kind) for kind in MessageKind} == set(Urgency)


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
