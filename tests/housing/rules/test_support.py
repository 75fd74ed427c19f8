"""What follows a move: in time up to the last day, and looked at when it is due."""

from datetime import date

import pytest

from services.housing.rules.support import (
    NoCheckDue,
    SupportAnsweredAlready,
    SupportOutOfTime,
    SupportState,
    days_after,
    is_late,
    must_be_due,
    must_be_open,
    must_be_since,
)

DUE = date(2020, 10, 15)


def test_the_last_day_is_still_in_time():
    assert days_after(date(2020, 9, 15), 30) == DUE
    assert not is_late(due_on=DUE, answered_on=None, today=DUE)
    assert is_late(due_on=DUE, answered_on=None, today=date(2020, 10, 16))


def test_what_was_answered_in_time_never_becomes_late():
    assert not is_late(due_on=DUE, answered_on=DUE, today=date(2021, 1, 1))
    assert is_late(due_on=DUE, answered_on=date(2020, 10, 16), today=date(2021, 1, 1))


def test_it_is_answered_once_and_not_before_the_move():
    must_be_open(SupportState.OPEN)
    for state in (SupportState.DONE, SupportState.DECLINED):
        with pytest.raises(SupportAnsweredAlready):
            must_be_open(state)
    must_be_since(DUE, since=DUE, today=DUE, pointer="/on")
    for wrong in (date(2020, 10, 14), date(2020, 10, 16)):
        with pytest.raises(SupportOutOfTime):
            must_be_since(wrong, since=DUE, today=DUE, pointer="/on")


def test_nobody_is_looked_at_before_the_day():
    must_be_due(DUE, DUE)
    with pytest.raises(NoCheckDue):
        must_be_due(DUE, date(2020, 10, 14))
