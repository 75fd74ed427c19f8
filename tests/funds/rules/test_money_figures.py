"""Figures of supervision: the calendar's share of a year, concentration, and how long things wait."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.ageing import IDLE_DAYS, step_of
from services.funds.rules.concentration import concentrate
from services.funds.rules.spending import Speed, calendar_share, same_day
from services.funds.rules.supervision_fact import percent
from services.funds.rules.waiting import waited, working_days_to
from shared.periods import add_working_days


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 27),
        (date(2020, 7, 1), 5000),
        (date(2020, 12, 31), 10_000),
        (date(2021, 5, 1), 10_000),
    ],
)
def test_a_year_is_over_day_by_day(on, share):
    assert calendar_share(2020, on) == share


def test_the_same_day_of_the_year_before_a_leap_day_is_the_last_of_february():
    assert same_day(date(2020, 2, 29), 2019) == date(2019, 2, 28)
    assert same_day(date(2020, 7, 1), 2019) == date(2019, 7, 1)


def test_speed_is_of_the_budget_and_the_year_before_may_have_none():
    assert (Speed(1_000, 333, 0, 0).share, Speed(1_000, 333, 0, 0).last_share) == (3330, None)
    assert Speed(0, 0, 200, 50).last_share == 2500


@pytest.mark.parametrize(
    ("amounts", "first", "index", "reading"),
    [
        ([], 0, 0, "没有支付"),
        ([500], 10_000, 10_000, "高度集中"),
        ([1] * 20, 5_000, 500, "分散"),
        ([40, 30, 30], 10_000, 3_400, "高度集中"),
        ([1] * 5, 10_000, 2_000, "较集中"),
        ([100, -40, 0], 10_000, 10_000, "高度集中"),
    ],
)
def test_concentration_as_a_bookkeeper_reckons_it(amounts, first, index, reading):
    told = concentrate(amounts)
    assert (told.first_share, told.herfindahl, told.reading) == (first, index, reading)


@given(st.lists(st.integers(1, 10**13), min_size=1, max_size=60))
def test_the_index_lies_between_all_alike_and_one_for_all(amounts):
    told = concentrate(amounts)
    assert 10_000 // len(amounts) <= told.herfindahl <= 10_000
    assert told.herfindahl == concentrate(list(reversed(amounts))).herfindahl


@given(st.integers(0, 300))
def test_waiting_counts_the_working_days_that_a_deadline_counts(days):
    since = date(2020, 1, 15)
    on = add_working_days(since, days)
    assert waited(since, working_days_to(on)) == days


def test_what_never_began_does_not_wait_and_what_is_older_than_the_table_waits_as_long_as_it():
    counted = working_days_to(date(2020, 7, 1))
    assert waited(None, counted) is None
    assert waited(date(2020, 7, 2), counted) == 0
    assert waited(date(2001, 1, 1), counted) == max(counted.values())


def test_ages_fall_into_steps_without_a_gap():
    assert [step_of(days, IDLE_DAYS).key for days in (-1, 0, 30, 31, 90, 91, 365, 366, 5000)] == [
        "d0", "d0", "d0", "d31", "d31", "d91", "d181", "d366", "d731",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0%"), (5, "0.05%"), (1000, "10%"), (4567, "45.67%"), (-250, "-2.5%"), (30_000, "300%")]
)
def test_a_share_is_told_without_idle_zeros(share, told):
    assert percent(share) == told
