"""Who lived there on a day, and which moves fit together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.housing.rules.occupancy import MovedOutOfTime, Stay, holds_on, must_follow

TODAY = date(2020, 9, 1)
DAYS = some.dates(date(2000, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("stay", "day", "holds"),
    [
        (Stay(date(2010, 1, 1), date(2020, 1, 1)), date(2010, 1, 1), True),
        (Stay(date(2010, 1, 1), date(2020, 1, 1)), date(2019, 12, 31), True),
        (Stay(date(2010, 1, 1), date(2020, 1, 1)), date(2020, 1, 1), False),
        (Stay(None, date(2020, 1, 1)), date(1990, 1, 1), True),
        (Stay(date(2010, 1, 1), None), TODAY, True),
    ],
)
def test_the_first_day_counts_and_the_day_of_leaving_does_not(stay: Stay, day: date, holds: bool) -> None:
    assert holds_on(stay, day) is holds


@given(some.lists(DAYS, min_size=1, max_size=6, unique=True), DAYS)
def test_who_moves_in_order_lives_in_one_place_on_every_day(moves: list[date], day: date) -> None:
    days = sorted(moves)
    stays: list[Stay] = []
    for at, moved_on in enumerate(days):
        must_follow(stays, moved_on, on=TODAY, pointer="/since_on")
        stays.append(Stay(moved_on, days[at + 1] if at + 1 < len(days) else None))
    assert sum(holds_on(stay, day) for stay in stays) == (1 if day >= days[0] else 0)


def test_no_move_is_tomorrow_or_before_the_last_one() -> None:
    known = [Stay(None, date(2015, 1, 1)), Stay(date(2015, 1, 1), None)]
    must_follow(known, date(2015, 1, 1), on=TODAY, pointer="/since_on")
    for wrong in (date(2014, 12, 31), TODAY + timedelta(days=1)):
        with pytest.raises(MovedOutOfTime):
            must_follow(known, wrong, on=TODAY, pointer="/since_on")
