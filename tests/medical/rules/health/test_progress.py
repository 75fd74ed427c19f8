"""442, and coverage: nobody is rounded away."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.health.programme import Progress
from services.medical.rules.health.progress import as_percent, is_reached, reckon, target_by, total_of

SHARES = [{"year": 2016, "share": "40%"}, {"year": 2017, "share": "40%"}, {"year": 2018, "share": "20%"}]
PROGRESS = Progress.model_validate({"reference": "x", "years": SHARES})


@given(st.integers(0, 10**6))
def test_the_task_grows_from_year_to_year_and_is_whole_in_the_last(task):
    targets = [target_by(PROGRESS, task=task, year=year) for year in range(2015, 2021)]

    assert targets == sorted(targets)
    assert (targets[0], targets[3], targets[5]) == (0, task, task)


def test_a_town_s_months_add_up_from_the_years_before():
    town = reckon(PROGRESS, town="t", year=2017, task=10, treated_in=[1, 0, 2], before=4, cured=3)

    assert (town.treated, town.target, town.gap) == ((5, 5, 7), 8, 1)


def test_a_place_is_not_asked_for_more_people_than_its_own_task():
    towns = [reckon(PROGRESS, town=str(n), year=2016, task=1, treated_in=[0], before=0, cured=0) for n in range(10)]

    whole = total_of(PROGRESS, towns, year=2016, months=1)

    assert (sum(town.target for town in towns), whole.target) == (10, 4)


@pytest.mark.parametrize(
    ("part", "whole", "told", "reached"),
    [(87, 100, "87.0%", True), (8699, 10000, "86.9%", False), (0, 0, "—", True), (7, 7, "100.0%", True)],
)
def test_a_share_is_never_shown_as_reached_before_it_is(part, whole, told, reached):
    assert as_percent(part, whole) == told
    assert is_reached(part, whole, Fraction(87, 100)) is reached
