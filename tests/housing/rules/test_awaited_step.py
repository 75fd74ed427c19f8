"""What waits for somebody: whose it is, by when, and how late it is."""

from datetime import date

import pytest

from services.housing.rules.awaited_step import OWNER_NAMES, OWNERS, STEP_NAMES, Owner, Step, day_after, days_late, due_by


def test_the_agreed_day_counts_before_the_policys_and_is_put_off_by_winter_and_flood():
    assert due_by(date(2020, 6, 15), date(2020, 9, 30)) == date(2020, 9, 30)
    assert due_by(date(2020, 6, 15), date(2020, 9, 30), put_off=45) == date(2020, 11, 14)
    assert due_by(date(2020, 6, 15), None, put_off=45) == date(2020, 6, 15)
    assert day_after(date(2020, 9, 30)) == date(2020, 10, 1)


def test_the_last_day_is_still_in_time():
    assert [days_late(date(2020, 9, 30), on=date(2020, 9, day)) for day in (29, 30)] == [0, 0]
    assert days_late(date(2020, 9, 30), on=date(2020, 10, 1)) == 1


@pytest.mark.parametrize("step", Step)
def test_every_step_has_a_name_and_an_owner(step):
    assert STEP_NAMES[step] and OWNER_NAMES[OWNERS[step]]


def test_every_owner_owns_something():
    assert set(OWNERS.values()) == set(Owner)
