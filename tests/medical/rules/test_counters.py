"""What a settlement adds to the year, its reversal takes away again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.counters import added, restored

counters = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 10**9))


@given(counters, counters)
def test_a_reversal_restores_exactly_what_was(before, drawn):
    assert restored(added(before, drawn), drawn) == before


def test_nothing_can_be_given_back_that_was_never_drawn():
    with pytest.raises(ValueError, match="below zero"):
        restored({"a": 1}, {"a": 2})
