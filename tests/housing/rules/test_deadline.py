"""By when each step of a renovation is due: days, working days, months, and stops that are not counted."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.housing.rules.deadline import (
    OWNERS,
    STEP_NAMES,
    Deadline,
    DeadlinePolicy,
    Step,
    Turn,
    days_late,
    due_on,
    months_later,
)
from services.housing.rules.works import STOP_NAMES, StopWhy
from services.housing.store.deadline_policy import list_deadline_policies

[NATIONAL] = list_deadline_policies()


@pytest.mark.parametrize(
    ("turn", "due"),
    [
        (Turn(Step.REVIEW_VILLAGE, date(2020, 6, 19)), "2020-07-06"),  # 10 working days over the Dragon Boat holiday
        (Turn(Step.PAY, date(2020, 1, 31)), "2020-02-29"),
        (Turn(Step.FINISH, date(2020, 9, 30)), "2020-09-30"),
        (Turn(Step.FINISH, date(2020, 9, 30), put_off=45), "2020-11-14"),
        (Turn(Step.NOTICE, date(2020, 6, 8), notice_days=7), "2020-06-22"),
        (Turn(Step.NOTICE, date(2020, 6, 8), notice_working_days=7), "2020-06-24"),
    ],
)
def test_a_step_is_due_by_its_rule(turn, due):
    assert due_on(NATIONAL, turn) == date.fromisoformat(due)


def test_the_last_day_is_still_in_time():
    assert [days_late(date(2020, 9, 30), on=date(2020, 9, day)) for day in (29, 30)] == [0, 0]
    assert days_late(date(2020, 9, 30), on=date(2020, 10, 1)) == 1


def test_every_step_has_a_name_an_owner_and_a_day():
    assert set(STEP_NAMES) == set(OWNERS) == set(Step) == {each.step for each in NATIONAL.deadlines}


def test_winter_and_flood_put_an_agreed_day_off_and_nothing_else_does():
    assert NATIONAL.uncounted_names == [STOP_NAMES[StopWhy.WINTER], STOP_NAMES[StopWhy.FLOOD]]


def test_a_deadline_is_written_in_one_way():
    with pytest.raises(ValidationError, match="写且只写一个"):
        Deadline(step=Step.PAY, days=3, months=1, reference="pay")


def test_a_file_that_forgets_a_step_is_refused():
    told = NATIONAL.model_dump(by_alias=True)

    with pytest.raises(ValidationError, match="每一步写且只写一次"):
        DeadlinePolicy.model_validate(told | {"deadlines": told["deadlines"][1:]})


def test_a_month_later_is_the_same_day_or_the_months_last():
    assert [months_later(date(2019, 12, 31), many) for many in (1, 2, 12)] == [
        date(2020, 1, 31), date(2020, 2, 29), date(2020, 12, 31),
    ]  # fmt: skip
