"""Deadlines against the calendars that the State Council published for 2020 and 2021."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import periods


@pytest.mark.parametrize(
    ("on", "days", "last", "because"),
    [
        ("2020-06-01", 0, "2020-06-01", "no days is the day itself"),
        ("2020-06-01", 1, "2020-06-02", "the first day is not counted"),
        ("2020-06-01", 5, "2020-06-08", "a weekend lies between"),
        ("2020-06-06", 1, "2020-06-08", "a period may begin on a Saturday"),
        ("2020-06-24", 1, "2020-06-28", "Dragon Boat is 25 to 27 June, and Sunday 28 June is worked in exchange"),
        ("2020-09-30", 1, "2020-10-09", "National Day and Mid-Autumn together: 1 to 8 October"),
        ("2021-02-10", 1, "2021-02-18", "Spring Festival: 11 to 17 February"),
    ],
)
def test_working_days_follow_the_published_calendar(on: str, days: int, last: str, because: str) -> None:
    assert periods.add_working_days(date.fromisoformat(on), days) == date.fromisoformat(last), because


def test_an_unpublished_year_counts_monday_to_friday_and_says_so() -> None:
    assert not periods.is_published(2099)
    assert periods.add_working_days(date(2099, 9, 30), 1) == date(2099, 10, 1)
    assert periods.add_working_days(date(2099, 10, 2), 1) == date(2099, 10, 5), "2 October 2099 is a Friday"


def test_a_published_year_is_final() -> None:
    assert periods.is_published(2020)


def test_calendar_days_run_through_holidays() -> None:
    assert periods.add_days(date(2020, 9, 30), 5) == date(2020, 10, 5)


def test_hours_run_through_the_night() -> None:
    since = datetime(2020, 6, 1, 15, 30, tzinfo=UTC)
    assert periods.due_in_hours(since, 24).isoformat() == "2020-06-02T23:30:00+08:00"


def test_a_deadline_in_days_is_the_last_instant_of_that_day_in_china() -> None:
    late_evening_in_utc = datetime(2020, 6, 1, 17, 0, tzinfo=UTC)
    assert periods.due_in_days(late_evening_in_utc, 5).isoformat() == "2020-06-07T23:59:59.999999+08:00"
    assert periods.due_in_working_days(late_evening_in_utc, 5).isoformat() == "2020-06-09T23:59:59.999999+08:00"


def test_a_day_needs_an_instant_with_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        periods.day_in_china(datetime(2020, 6, 1, 9, 0))  # noqa: DTZ001  the mistake under test


@pytest.mark.parametrize("days", [-1, 4000])
def test_a_period_is_neither_negative_nor_longer_than_ten_years(days: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 3660"):
        periods.add_days(date(2020, 6, 1), days)
    with pytest.raises(ValueError, match="between 0 and 3660"):
        periods.add_working_days(date(2020, 6, 1), days)


@given(on=st.dates(date(2003, 1, 1), date(2040, 1, 1)), days=st.integers(1, 60))
def test_the_last_day_is_a_working_day_and_exactly_so_many_lie_between(on: date, days: int) -> None:
    last = periods.add_working_days(on, days)
    counted = [day for n in range(1, (last - on).days + 1) if periods.is_working_day(day := periods.add_days(on, n))]
    assert len(counted) == days
    assert counted[-1] == last
