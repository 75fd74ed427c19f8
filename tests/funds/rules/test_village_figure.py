"""A village's sum is shown where it tells nobody, neither alone nor by subtraction."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.public_text import SMALL
from services.funds.rules.village_figure import Figure, is_to_publish, next_quarter, quarter_of, shown


def figures(*households: int) -> list[Figure]:
    return [Figure(f"3713110010{at:02}", many, many, many * 100) for at, many in enumerate(households, 1)]


def counts(*households: int) -> list[int]:
    return [each.households for each in shown(figures(*households))]


def test_villages_with_enough_households_are_shown():
    assert counts(12, 5, 30) == [12, 5, 30]


def test_a_small_village_takes_another_with_it_so_that_subtraction_tells_nobody():
    assert counts(4, 12, 30) == [30]
    assert counts(4, 3, 30) == []  # seven households are too few behind one sum
    assert counts(4, 3, 5, 30) == [30]


def test_where_all_are_few_nothing_is_shown():
    assert counts(4) == counts(2, 3) == counts() == []


@given(st.lists(st.integers(1, 40), max_size=12))
def test_what_can_be_had_by_subtraction_is_of_several_villages_and_many_households(households):
    every = figures(*households)
    hidden = [each for each in every if each not in shown(every)]

    assert all(each.households >= SMALL for each in shown(every))
    if hidden and shown(every):
        assert len(hidden) >= 2
        assert sum(each.households for each in hidden) >= 2 * SMALL


def test_a_quarter_is_published_when_it_has_been_over_for_ten_days():
    assert quarter_of(date(2020, 6, 30)) == date(2020, 4, 1)
    assert next_quarter(date(2020, 10, 1)) == date(2021, 1, 1)
    assert not is_to_publish(date(2020, 4, 1), on=date(2020, 7, 10))
    assert is_to_publish(date(2020, 4, 1), on=date(2020, 7, 11))
