"""What may happen to a stay, and when."""

from datetime import date

import pytest

from services.medical.rules import admission as rules
from services.medical.rules.admission import MOVES, AdmissionStatus


def test_a_stay_is_settled_once_and_what_is_cancelled_stays_cancelled():
    assert not [move for move in MOVES if move[0] is AdmissionStatus.CANCELLED or move[0] is move[1]]
    assert {to for status, to in MOVES if status is AdmissionStatus.SETTLED} == {
        rules.put_back(was_discharged=False), rules.put_back(was_discharged=True),
    }  # fmt: skip


def test_a_settled_stay_takes_no_charges_and_no_second_settlement():
    with pytest.raises(rules.AdmissionSettled):
        rules.must_take_charges(AdmissionStatus.SETTLED)
    with pytest.raises(rules.AlreadySettled):
        rules.must_be_settleable(AdmissionStatus.SETTLED, line_count=1)


def test_an_empty_bill_is_not_settled():
    rules.must_be_settleable(AdmissionStatus.OPEN, line_count=1)
    with pytest.raises(rules.NothingToSettle):
        rules.must_be_settleable(AdmissionStatus.OPEN, line_count=0)


def test_a_day_may_fall_on_either_end():
    first, last = date(2020, 1, 1), date(2020, 1, 2)
    rules.must_fall_between("/x", first, first, last)
    rules.must_fall_between("/x", first, last, last)


@pytest.mark.parametrize(
    ("earliest", "day", "detail"),
    [
        (date(2020, 1, 1), date(2019, 12, 31), "应在 2020-01-01 与 2020-01-31 之间，填写的是 2019-12-31"),
        (date(2020, 1, 1), date(2020, 2, 1), "应在 2020-01-01 与 2020-01-31 之间，填写的是 2020-02-01"),
        (date.min, date(2020, 2, 1), "不得晚于 2020-01-31，填写的是 2020-02-01"),
    ],
)
def test_a_day_out_of_order_is_told_which_days_are_good(earliest, day, detail):
    with pytest.raises(rules.DateOutOfOrder) as refused:
        rules.must_fall_between("/x", earliest, day, date(2020, 1, 31))
    assert (refused.value.pointer, refused.value.facts) == ("/x", {"detail": detail})


def test_another_hospitals_stay_is_not_even_acknowledged():
    with pytest.raises(rules.NoSuchAdmission):
        rules.must_be_own("H1", "H2")
