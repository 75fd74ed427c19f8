"""An overdue order is told upward once per level."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.rules.escalation import Level, Step, levels_to_tell

DUE = datetime(2020, 6, 2, 1, 0, tzinfo=UTC)
STEPS = [Step(level=Level.DEPARTMENT, after_hours=0), Step(level=Level.COUNTY, after_hours=24)]


@pytest.mark.parametrize(
    ("hours_late", "told", "to_tell"),
    [
        (-1, [], []),
        (0, [], []),
        (1, [], [Level.DEPARTMENT]),
        (1, [Level.DEPARTMENT], []),
        (24, [Level.DEPARTMENT], []),
        (25, [Level.DEPARTMENT], [Level.COUNTY]),
        (25, [], [Level.DEPARTMENT, Level.COUNTY]),
        (999, [Level.DEPARTMENT, Level.COUNTY], []),
    ],
)
def test_the_department_is_told_first_and_the_county_a_day_later(
    hours_late: int, told: list[Level], to_tell: list[Level]
) -> None:
    assert levels_to_tell(DUE, DUE + timedelta(hours=hours_late), steps=STEPS, told=told) == to_tell


@given(st.lists(st.integers(-100, 1000), min_size=1, max_size=20))
def test_however_often_one_looks_each_level_is_told_at_most_once(looks: list[int]) -> None:
    told: list[Level] = []
    for hours in sorted(looks):
        told += levels_to_tell(DUE, DUE + timedelta(hours=hours), steps=STEPS, told=told)
    assert len(told) == len(set(told))
