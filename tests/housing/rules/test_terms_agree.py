"""What an officer is told of by a message, and what the board of delays calls late, is late on the same day."""

from datetime import date

import pytest

from services.housing.rules.awaited_step import Step as Awaited
from services.housing.rules.deadline import Step, Turn, due_on
from services.housing.store.deadline_policy import get_deadline_policy
from services.housing.store.step_policy import get_term

SAME = {
    Awaited.VILLAGE_REVIEW: Step.REVIEW_VILLAGE,
    Awaited.TOWN_REVIEW: Step.REVIEW_TOWN,
    Awaited.COUNTY_REVIEW: Step.REVIEW_COUNTY,
    Awaited.SIGN: Step.SIGN,
    Awaited.ACCEPT: Step.ACCEPT,
    Awaited.CLOSE: Step.CLOSE,
    Awaited.VISIT: Step.VISIT,
}


@pytest.mark.parametrize(("awaited", "step"), SAME.items())
@pytest.mark.parametrize("since", [date(2020, 6, 5), date(2020, 9, 28), date(2021, 2, 9)])
def test_a_step_is_due_on_one_day_wherever_it_is_told(awaited, step, since):
    _, told = get_term(awaited, "371311100201", since)

    assert due_on(get_deadline_policy("371311100201", since), Turn(step, since)) == told


@pytest.mark.parametrize("since", [date(2020, 1, 31), date(2020, 6, 5), date(2021, 2, 9)])
def test_nobody_is_told_that_a_subsidy_is_late_before_its_month_is_over(since):
    _, told = get_term(Awaited.PAY, "371311100201", since)

    assert told >= due_on(get_deadline_policy("371311100201", since), Turn(Step.PAY, since))
