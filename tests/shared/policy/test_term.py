"""Terms: the first day is not counted, no holiday counts as a working day, and no held day counts at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.periods import is_working_day
from shared.policy.term import Calendar, DayOff, Hold, Term, last_day

SEVEN_DAYS = Term(days=7, reference="x")
FIVE_WORKING_DAYS = Term(working_days=5, reference="x")
NATIONAL = Calendar()
DAYS = st.dates(date(2015, 1, 1), date(2025, 12, 31))
TERMS = st.one_of(
    st.builds(lambda n: Term(days=n, reference="x"), st.integers(1, 40)),
    st.builds(lambda n: Term(working_days=n, reference="x"), st.integers(1, 40)),
)
HOLDS = st.lists(
    st.builds(lambda start, length: Hold(start, start + timedelta(days=length)), DAYS, st.integers(0, 30)), max_size=4
)


def counted(begun: date, last: date, term: Term, calendar: Calendar, holds: list[Hold]) -> int:
    days = [begun + timedelta(days=at) for at in range(1, (last - begun).days + 1)]
    free = [day for day in days if not any(hold.start <= day <= hold.end for hold in holds)]
    return len([day for day in free if term.days or calendar.is_working_day(day)])


@pytest.mark.parametrize(
    ("begun", "term", "last"),
    [
        (date(2020, 9, 1), SEVEN_DAYS, date(2020, 9, 8)),
        (date(2020, 9, 25), FIVE_WORKING_DAYS, date(2020, 10, 9)),  # 27th works; 1st to 8th October is off
        (date(2020, 1, 23), FIVE_WORKING_DAYS, date(2020, 2, 7)),  # the prolonged spring festival of 2020
    ],
)
def test_a_term_ends_on_the_day_on_which_people_reckon_it_ends(begun: date, term: Term, last: date) -> None:
    assert last_day(begun, term, NATIONAL) == last


@given(DAYS, TERMS, HOLDS)
def test_the_whole_term_and_not_one_day_more_is_counted_whatever_the_holds(begun: date, term: Term, holds: list[Hold]) -> None:
    last = last_day(begun, term, NATIONAL, holds)
    assert counted(begun, last, term, NATIONAL, holds) == term.length
    assert counted(begun, last - timedelta(days=1), term, NATIONAL, holds) == term.length - 1


@given(DAYS, st.integers(1, 30))
def test_the_last_of_some_working_days_is_no_holiday(begun: date, days: int) -> None:
    assert is_working_day(last_day(begun, Term(working_days=days, reference="x"), NATIONAL))


@given(DAYS, TERMS, HOLDS)
def test_a_hold_never_makes_a_notice_shorter(begun: date, term: Term, holds: list[Hold]) -> None:
    assert last_day(begun, term, NATIONAL, holds) >= last_day(begun, term, NATIONAL)


def test_a_place_adds_days_off_and_days_of_work_of_its_own() -> None:
    festival = DayOff.model_validate({"from": date(2020, 3, 26), "to": date(2020, 3, 27), "title": "三月三", "reference": "x"})
    open_day = DayOff.model_validate({"from": date(2020, 3, 28), "to": date(2020, 3, 28), "title": "调休", "reference": "x"})
    local = Calendar(closed=[festival], open=[open_day])
    two = Term(working_days=2, reference="x")
    assert last_day(date(2020, 3, 25), two, NATIONAL) == date(2020, 3, 27)
    assert last_day(date(2020, 3, 25), two, local) == date(2020, 3, 30)  # Saturday the 28th works


def test_a_term_is_either_in_days_or_in_working_days() -> None:
    for wrong in ({"reference": "x"}, {"days": 5, "working_days": 5, "reference": "x"}):
        with pytest.raises(ValidationError, match="写且只写一个"):
            Term.model_validate(wrong)


def test_a_hold_without_end_is_noticed() -> None:
    with pytest.raises(ValueError, match="ten years"):
        last_day(date(2020, 1, 1), SEVEN_DAYS, NATIONAL, [Hold(date(2020, 1, 2), date(2040, 1, 1))])
