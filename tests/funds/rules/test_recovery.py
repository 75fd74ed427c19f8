"""Parts of what is asked back, and what of them is late."""

from datetime import date, timedelta

import pytest

from services.funds.rules.recovery import Instalment, InstalmentsWrong, asked_back_from, due_on, late_fen, must_be_a_plan
from services.funds.store.aid_policy import get_aid_policy

ON = date(2020, 6, 20)
POLICY, _ = get_aid_policy("371311", ON)


def parts(*each: tuple[int, int]) -> list[Instalment]:
    return [Instalment(ON + timedelta(days=days), amount) for days, amount in each]


def test_first_aid_is_asked_back_when_its_grace_is_over():
    assert asked_back_from(POLICY, date(2020, 6, 6)) == date(2020, 6, 12)
    assert due_on(POLICY, on=ON) == date(2020, 7, 20)


@pytest.mark.parametrize(
    "plan",
    [
        parts((30, 1000), (60, 1999)),
        parts((60, 1000), (30, 2000)),
        parts((0, 1000), (30, 2000)),
        parts((30, 3000), (60, 0)),
        parts(*((days, 230 + (days == 13) * 10) for days in range(1, 14))),
        parts((366 * 4, 3000)),
    ],
)
def test_a_plan_adds_up_runs_forward_and_is_not_too_long(plan):
    with pytest.raises(InstalmentsWrong):
        must_be_a_plan(POLICY, plan, 3000, on=ON)


def test_what_came_in_counts_for_the_first_parts_first():
    plan = parts((10, 1000), (20, 1000), (30, 1000))
    must_be_a_plan(POLICY, plan, 3000, on=ON)

    assert late_fen(plan, 0, on=ON + timedelta(days=10)) == 0
    assert late_fen(plan, 0, on=ON + timedelta(days=11)) == 1000
    assert late_fen(plan, 1500, on=ON + timedelta(days=21)) == 500
    assert late_fen(plan, 3000, on=ON + timedelta(days=99)) == 0
