"""Scores of performance targets, to the hundredth of a point."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.target import Grade, Promise, Wanted, grade_of, score

LEAST, MOST = Wanted.AT_LEAST, Wanted.AT_MOST


@pytest.mark.parametrize(
    ("wanted", "planned", "actual", "points"),
    [
        (LEAST, "12", "12", 6_000),
        (LEAST, "12", "15", 6_000),
        (LEAST, "12", "9", 4_500),
        (LEAST, "12", "0", 0),
        (LEAST, "3", "1", 2_000),
        (MOST, "10", "0", 6_000),
        (MOST, "10", "12", 5_000),
        (MOST, "7", "9", 4_667),
    ],
)
def test_a_target_scores_in_proportion_and_never_above_its_weight(wanted, planned, actual, points):
    assert score(Promise(wanted, Decimal(planned), 60), Decimal(actual)) == points


@given(st.decimals(min_value=0, max_value=10**6, places=4), st.decimals(min_value=0, max_value=10**6, places=4))
def test_more_of_what_is_wanted_never_scores_less(one, other):
    promise = Promise(LEAST, Decimal(500), 40)
    less, more = sorted((one, other))
    assert score(promise, less) <= score(promise, more) <= 4_000


def test_grades_begin_at_their_bounds():
    assert [grade_of(points) for points in (9_000, 8_999, 8_000, 6_000, 5_999)] == [
        Grade.EXCELLENT,
        Grade.GOOD,
        Grade.GOOD,
        Grade.FAIR,
        Grade.POOR,
    ]
