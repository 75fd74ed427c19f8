"""Small numbers stay hidden, and cannot be had by subtraction."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.notifier.rules.complaint_numbers import hidden, median_days

CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1)


@given(CELLS)
def test_nothing_small_is_shown_and_no_hidden_number_is_the_only_one(cells: dict[str, int]) -> None:
    shown, total = hidden(cells, 5)
    assert not any(count is not None and 0 < count < 5 for count in [*shown.values(), total])
    assert all(count in (None, cells[name]) for name, count in shown.items())
    if total is not None:
        assert total == sum(cells.values())
        assert list(shown.values()).count(None) != 1


def test_a_single_small_one_takes_the_next_with_it_or_the_sum() -> None:
    assert hidden({"money": 9, "housing": 2, "other": 7, "conduct": 0}, 5) == (
        {"money": 9, "housing": None, "other": None, "conduct": 0},
        18,
    )
    assert hidden({"housing": 2, "conduct": 0}, 5) == ({"housing": None, "conduct": 0}, None)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6), st.lists(st.integers(5, 9), max_size=3))
def test_the_sum_of_what_is_hidden_leaves_more_than_one_way(small: list[int], large: list[int]) -> None:
    """Two hidden numbers that make two together are one and one."""
    cells = {str(at): count for at, count in enumerate([*small, *large])}
    shown, total = hidden(cells, 5)
    covered = [cells[name] for name, count in shown.items() if count is None]
    if total is not None and len(covered) == len(small):
        assert len(covered) < sum(covered) < 4 * len(covered)


def test_two_of_one_each_take_the_next_with_them() -> None:
    assert hidden({"money": 6, "housing": 1, "conduct": 1}, 5) == ({"money": None, "housing": None, "conduct": None}, 8)
    assert hidden({"housing": 4, "conduct": 4}, 5) == ({"housing": None, "conduct": None}, None)


def test_a_median_of_few_says_nothing() -> None:
    span = (date(2020, 6, 1), date(2020, 6, 11))
    assert (median_days([span] * 4, 5), median_days([span] * 5, 5)) == (None, 10)
