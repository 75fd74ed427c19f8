"""A hand-over gives each household to exactly one, fills nobody over the limit, and is as even as can be."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.assignment import TooManyHouseholds, governs, shared_out

LOADS = st.dictionaries(st.uuids(), st.integers(0, 12), min_size=1, max_size=6)


@given(st.lists(st.uuids(), unique=True, max_size=40), LOADS)
def test_no_household_is_lost_and_none_has_two_helpers(households: list[UUID], loads: dict[UUID, int]) -> None:
    room = sum(max(0, 10 - load) for load in loads.values())
    if room < len(households):
        with pytest.raises(TooManyHouseholds):
            shared_out(households, loads, most=10)
        return
    given_ = shared_out(households, loads, most=10)
    assert [each for its in given_.values() for each in its] == households
    after = {one: loads[one] + len(its) for one, its in given_.items()}
    assert all(after[one] <= 10 for one, its in given_.items() if its)
    others = [load for load in after.values() if load < 10]
    assert all(after[one] <= min(others, default=10) + 1 for one, its in given_.items() if its)


def test_an_office_helps_where_it_governs() -> None:
    assert governs("371311", "371311001001")
    assert governs("371311001001", "371311001001")
    assert not governs("371311001001", "371311001002")
