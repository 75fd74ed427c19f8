"""Percentiles by nearest rank, lateness by the deadline's own clock, time as people say it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifier.rules.spread import Lateness, Spread, lateness, nearest_rank, spoken_time, spread_of
from shared.periods import end_of_day

HOUR, DAY = 3600, 24 * 3600


def test_the_percentiles_are_times_that_somebody_took() -> None:
    assert nearest_rank([40, 10, 30, 20], 50) == 20
    assert [nearest_rank(range(1, 101), one) for one in (50, 95)] == [50, 95]
    assert (nearest_rank([7], 95), nearest_rank([], 50)) == (7, None)


@given(some.lists(some.integers(0, 10**6), min_size=1), some.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_that_share_does_not_exceed_it(values: list[int], percent: int) -> None:
    found = nearest_rank(values, percent)
    assert found in values
    assert 100 * sum(one <= found for one in values) >= percent * len(values)


def test_of_few_the_longest_is_said_and_how_few_they_are() -> None:
    assert spread_of([HOUR] * 19 + [2 * DAY]).spoken == "中位 1 小时，95% 在 1 小时内（共 20 件）"
    assert spread_of([HOUR, 3 * DAY]).spoken == "中位 1 小时，最长 3 天（仅 2 件）"
    assert Spread().spoken == "—"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 分钟"),
        (20, "1 分钟"),
        (59 * 60, "59 分钟"),
        (47 * HOUR + 59, "47 小时"),
        (48 * HOUR, "2 天"),
        (3 * DAY + 4 * HOUR, "3 天 4 小时"),
        (12 * DAY + 5 * HOUR, "12 天"),
    ],
)
def test_time_is_said_as_people_count(seconds: int, said: str) -> None:
    assert spoken_time(seconds) == said


def test_a_deadline_in_days_is_late_by_days_and_by_the_days_on_which_offices_were_open() -> None:
    # 2020-09-30 is a Wednesday; 1 to 8 October were the holidays, Friday the 9th and Saturday the 10th working days.
    due = end_of_day(date(2020, 9, 30))
    assert lateness(due, due) is None
    assert lateness(due, due + timedelta(seconds=1)) == Lateness(days=1, working_days=0)
    assert lateness(due, datetime.fromisoformat("2020-10-10T08:00:00+08:00")) == Lateness(days=10, working_days=2)
    assert Lateness(days=10, working_days=2).spoken == "逾期 10 天（2 个工作日）"


def test_a_deadline_in_hours_runs_through_the_holidays() -> None:
    due = datetime.fromisoformat("2020-10-01T09:00:00+08:00")
    assert lateness(due, due + timedelta(minutes=30)).spoken == "逾期不到 1 小时"
    assert lateness(due, due + timedelta(days=3, minutes=1)) == Lateness(hours=72)
    assert Lateness(hours=72).spoken == "逾期 3 天"
