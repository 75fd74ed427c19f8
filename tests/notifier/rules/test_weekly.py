"""When a week's report is due, by the calendar with its holidays, and how its course is drawn."""

from datetime import date, datetime

import pytest

from services.notifier.rules.weekly import change, course, due_at, weeks_due


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


@pytest.mark.parametrize(
    ("begins_on", "due"),
    [
        (date(2020, 6, 1), "2020-06-08T08:00"),
        # Monday, 6 April 2020 was a holiday (清明节).
        (date(2020, 3, 30), "2020-04-07T08:00"),
        # The Spring Festival of 2020 reached from 24 January to Sunday, 2 February.
        (date(2020, 1, 20), "2020-02-03T08:00"),
    ],
)
def test_a_report_is_due_on_the_first_working_day_after_its_week(begins_on: date, due: str) -> None:
    assert due_at(begins_on) == at(due)


def test_the_last_week_s_report_is_there_from_eight_on_and_stays_so_all_week() -> None:
    assert weeks_due(at("2020-06-08T07:59")) == []
    assert weeks_due(at("2020-06-08T08:00")) == [date(2020, 6, 1)] == weeks_due(at("2020-06-14T23:00"))
    assert weeks_due(at("2020-04-06T12:00")) == [], "the holiday"
    assert weeks_due(at("2020-04-07T08:00")) == [date(2020, 3, 30)]


def test_after_a_week_of_holidays_the_week_before_is_told_too() -> None:
    assert weeks_due(at("2020-01-27T12:00")) == []
    assert weeks_due(at("2020-02-03T08:00")) == [date(2020, 1, 20), date(2020, 1, 27)]


def test_two_weeks_are_no_course() -> None:
    assert course([(date(2020, 6, 1), 4, 2), (date(2020, 6, 8), 4, 2)]) == []
    bars = course([(date(2020, 5, 25), 0, 0), (date(2020, 6, 1), 4, 2), (date(2020, 6, 8), 8, 2)])
    assert [(bar.label, bar.finished_height, bar.late_height) for bar in bars][1:] == [("6月1日", 50, 25), ("6月8日", 100, 25)]
    assert [change(3, 3), change(1200, 0), change(1, 3)] == ["持平", "+1,200", "-2"]
