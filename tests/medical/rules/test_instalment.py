"""Instalments: to the fen, the oldest first, spoken of when they are overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules import instalment as rules
from services.medical.rules.instalment import Due, PlanStatus, paid_after, plan

SIGNED = date(2020, 6, 12)
JULY, AUGUST = date(2020, 7, 12), date(2020, 8, 12)


def test_each_instalment_knows_what_must_have_been_paid_by_its_day():
    dues = plan(300, [(JULY, 100), (AUGUST, 200)], patient_fen=300, agreed_on=SIGNED)

    assert [(due.number, due.upto_fen) for due in dues] == [(1, 100), (2, 300)]


@pytest.mark.parametrize(
    ("amount_fen", "instalments", "law"),
    [
        (301, [(JULY, 301)], rules.PlanExceedsPatientPart),
        (300, [(JULY, 299)], rules.InstalmentsDoNotAddUp),
        (300, [(AUGUST, 100), (JULY, 200)], rules.InstalmentsOutOfOrder),
        (300, [(JULY, 100), (JULY, 200)], rules.InstalmentsOutOfOrder),
        (300, [(date(2020, 6, 11), 300)], rules.InstalmentsOutOfOrder),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(amount_fen, instalments, law):
    with pytest.raises(law):
        plan(amount_fen, instalments, patient_fen=300, agreed_on=SIGNED)


def test_the_due_day_is_still_in_time():
    due = Due(1, JULY, 100, 100)
    assert not due.is_overdue(0, on=JULY)
    assert due.is_overdue(0, on=JULY + timedelta(1))
    assert not due.is_overdue(100, on=AUGUST)


def test_an_overdue_instalment_is_told_of_at_once_and_then_monthly():
    assert Due(1, JULY, 100, 100).is_to_be_told(0, on=JULY + timedelta(1))
    told = Due(1, JULY, 100, 100, told_on=JULY + timedelta(1))
    assert not told.is_to_be_told(0, on=JULY + timedelta(30))
    assert told.is_to_be_told(0, on=JULY + timedelta(31))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6), st.data())
def test_what_is_owed_of_all_instalments_is_what_is_owed_of_the_plan(parts, data):
    days = [(SIGNED + timedelta(30 * at), part) for at, part in enumerate(parts)]
    dues = plan(sum(parts), days, patient_fen=sum(parts), agreed_on=SIGNED)
    paid_fen = data.draw(st.integers(0, sum(parts)))

    assert sum(due.owed_fen(paid_fen) for due in dues) == sum(parts) - paid_fen


def test_a_plan_is_paid_to_the_fen_and_no_further():
    assert paid_after(300, 100, 199, PlanStatus.ACTIVE) == (299, PlanStatus.ACTIVE)
    assert paid_after(300, 100, 200, PlanStatus.ACTIVE) == (300, PlanStatus.PAID)
    with pytest.raises(rules.PaidMoreThanOwed):
        paid_after(300, 100, 201, PlanStatus.ACTIVE)
    for status in (PlanStatus.PAID, PlanStatus.VOID):
        with pytest.raises(rules.PlanNotActive):
            paid_after(300, 100, 1, status)
