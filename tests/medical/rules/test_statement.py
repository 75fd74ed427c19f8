"""What a statement may become: nothing but what stands in the table."""

from datetime import date
from itertools import product

import pytest

from services.medical.rules.month import Month
from services.medical.rules.statement import (
    MOVES,
    ApproverMadeIt,
    PeriodNotOver,
    StatementState,
    StatementStateForbids,
    become,
    must_be_another,
    must_be_over,
)

D, X, A, P, R = StatementState


def test_every_move_that_is_not_in_the_table_is_refused():
    allowed = {(D, A), (D, X), (A, P), (A, R), (R, A)}
    assert {(state, one) for state, nexts in MOVES.items() for one in nexts} == allowed
    for state, one in set(product(StatementState, repeat=2)) - allowed:
        with pytest.raises(StatementStateForbids):
            become(state, one)


def test_a_month_is_over_on_the_day_after_its_last():
    must_be_over(Month(2020, 6), on=date(2020, 7, 1))
    with pytest.raises(PeriodNotOver):
        must_be_over(Month(2020, 6), on=date(2020, 6, 30))


def test_two_persons_are_needed():
    must_be_another("张审批", "李制单")
    with pytest.raises(ApproverMadeIt):
        must_be_another("李制单", "李制单")
