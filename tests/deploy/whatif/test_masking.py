"""A count that could name somebody is not shown, nor what would give it away."""

from hypothesis import given
from hypothesis import strategies as st

from deploy.whatif.masking import LEAST, masked


def test_large_counts_and_nobody_are_shown():
    assert masked([5, 0, 100]) == [False, False, False]


def test_a_single_small_count_takes_the_next_smallest_with_it():
    assert masked([3, 40, 7]) == [True, False, True]
    assert masked([3, 2, 40]) == [True, True, False]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_no_small_count_can_be_worked_out_from_the_sum(counts):
    hidden = masked(counts)

    assert all(hidden[at] for at, count in enumerate(counts) if 0 < count < LEAST)
    assert sum(hidden) != 1 or sum(count > 0 for count in counts) == 1
