"""Temporary housing as rules: room, the way home, and days that count once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules import shelter as rules
from services.housing.rules.house import Grade
from services.housing.rules.shelter import LeftAs

DAY = date(2019, 8, 10)


def test_the_last_bed_is_a_bed() -> None:
    rules.must_have_room(capacity=10, taken=6, persons=4)
    with pytest.raises(rules.ShelterFull):
        rules.must_have_room(capacity=10, taken=7, persons=4)


@pytest.mark.parametrize("grade", [Grade.C, Grade.D, None])
def test_home_needs_a_safe_house_or_a_reason(grade: Grade | None) -> None:
    for safe in (Grade.A, Grade.B):
        rules.may_go_home(LeftAs.HOME, safe, reason="")
    rules.may_go_home(LeftAs.HOME, grade, reason="住西屋")
    rules.may_go_home(LeftAs.RESETTLED, grade, reason="")
    with pytest.raises(rules.HomeNotSafe):
        rules.may_go_home(LeftAs.HOME, grade, reason="")


def test_the_day_of_coming_counts_and_that_of_leaving_does_not() -> None:
    assert [rules.days_of(DAY, DAY + timedelta(days=each)) for each in (0, 1, 2)] == [1, 1, 2]


@given(st.lists(st.integers(0, 200), max_size=6), st.integers(1, 120))
def test_however_its_days_are_split_a_household_has_no_more_than_the_limit(stays: list[int], at_most: int) -> None:
    before = 0
    for days in stays:
        before += rules.counted(days, before=before, at_most=at_most)
    assert before == min(sum(stays), at_most)


def test_a_place_is_closed_when_it_is_empty_and_holds_whom_it_has() -> None:
    rules.must_be_empty(0)
    rules.must_hold(capacity=4, taken=4)
    rules.must_be_open(None)
    with pytest.raises(rules.ShelterLivedIn):
        rules.must_be_empty(1)
    with pytest.raises(rules.ShelterTooSmall):
        rules.must_hold(capacity=3, taken=4)
