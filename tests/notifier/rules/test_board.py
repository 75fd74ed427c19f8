"""Of which days the boards count, and what is soon due."""

from datetime import date, datetime

import pytest

from services.notifier.rules.board import By, Figure, PeriodEndsEarly, PeriodToCome, PeriodTooLong, group_label, period_of
from services.notifier.store.order_board import _IS
from shared.periods import end_of_day

NOW = datetime.fromisoformat("2020-09-29T10:00:00+08:00")


def test_what_is_soon_due_reaches_over_the_holidays() -> None:
    period = period_of(None, None, now=NOW)
    assert (period.from_on, period.to_on, period.as_of) == (date(2020, 8, 31), date(2020, 9, 29), NOW)
    # The working days after Tuesday, 29 September 2020: the 30th, then 9 and 10 October.
    assert period.soon == end_of_day(date(2020, 10, 10))


def test_a_period_that_is_over_is_as_of_the_end_of_its_last_day() -> None:
    period = period_of(date(2020, 6, 1), date(2020, 6, 7), now=NOW)
    assert (period.since, period.as_of) == (end_of_day(date(2020, 5, 31)), end_of_day(date(2020, 6, 7)))


@pytest.mark.parametrize(
    ("from_on", "to_on", "law"),
    [
        (date(2020, 6, 2), date(2020, 6, 1), PeriodEndsEarly),
        (date(2020, 9, 30), date(2020, 10, 1), PeriodToCome),
        (date(2018, 1, 1), date(2020, 6, 1), PeriodTooLong),
    ],
)
def test_a_period_that_cannot_be_is_refused(from_on: date, to_on: date, law: type[Exception]) -> None:
    with pytest.raises(law):
        period_of(from_on, to_on, now=NOW)


def test_every_number_has_a_name_and_a_list_behind_it() -> None:
    assert set(_IS) == set(Figure)
    assert all(figure.label for figure in Figure)
    assert [group_label(By.DEPARTMENT, key) for key in ("civil-affairs", "village", "town")] == ["民政", "村（社区）", "镇街"]
