"""When a visit is due, and which danger level goes with what was found."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.health.follow_up import (
    LevelDoesNotFit,
    LevelNotForProgramme,
    NoSuchFinding,
    due_after,
    finding_of,
    must_fit_level,
)
from services.medical.rules.health.programme import Finding, Kind, Programme, Wait

STABLE = Finding(code="stable", title="稳定", months=3, levels=(0,), reference="x")
NOT_MET = Finding(code="not-met", title="未访到", days=14, is_met=False, reference="x")
MENTAL = Programme(
    code="severe-mental",
    title="严重精神障碍",
    kind=Kind.MENTAL,
    first_visit=Wait(days=14, reference="x"),
    findings=(STABLE, NOT_MET),
    reference="x",
)


@pytest.mark.parametrize(
    ("on", "wait", "due"),
    [
        (date(2020, 1, 31), {"months": 1}, date(2020, 2, 29)),
        (date(2019, 1, 31), {"months": 1}, date(2019, 2, 28)),
        (date(2019, 12, 15), {"months": 1}, date(2020, 1, 15)),
        (date(2019, 11, 30), {"months": 3}, date(2020, 2, 29)),
        (date(2019, 12, 31), {"days": 1}, date(2020, 1, 1)),
    ],
)
def test_a_wait_ends_on_the_same_day_of_a_later_month_or_its_last(on, wait, due):
    assert due_after(on, Wait(reference="x", **wait)) == due


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_a_month_is_never_longer_than_31_days_nor_shorter_than_28(on, months):
    due = due_after(on, Wait(months=months, reference="x"))

    assert timedelta(days=28 * months) <= due - on <= timedelta(days=31 * months)


def test_level_and_finding_go_together():
    must_fit_level(Kind.MENTAL, STABLE, 0)
    must_fit_level(Kind.MENTAL, NOT_MET, None)
    must_fit_level(Kind.CHRONIC, STABLE, None)
    for kind, finding, level, law in [
        (Kind.MENTAL, STABLE, None, LevelNotForProgramme),
        (Kind.MENTAL, NOT_MET, 0, LevelNotForProgramme),
        (Kind.CHRONIC, STABLE, 0, LevelNotForProgramme),
        (Kind.MENTAL, STABLE, 1, LevelDoesNotFit),
    ]:
        with pytest.raises(law):
            must_fit_level(kind, finding, level)


def test_an_unknown_finding_is_answered_with_those_there_are():
    with pytest.raises(NoSuchFinding) as refused:
        finding_of(MENTAL, "wonderful")
    assert refused.value.facts["findings"] == ["stable 稳定", "not-met 未访到"]
