"""What may happen to a stay, and when."""

from datetime import date

import pytest

from services.medical.rules import admission as rules
from services.medical.rules.admission import MOVES, AdmissionStatus


def test_a_stay_is_settled_once_and_opened_again_by_a_reversal_alone():
    assert {(AdmissionStatus.OPEN, AdmissionStatus.SETTLED), (AdmissionStatus.SETTLED, AdmissionStatus.OPEN)} == MOVES


def test_a_settled_stay_takes_no_charges_and_no_second_settlement():
    with pytest.raises(rules.AdmissionSettled):
        rules.must_take_charges(AdmissionStatus.SETTLED)
    with pytest.raises(rules.AlreadySettled):
        rules.must_be_settleable(AdmissionStatus.SETTLED, line_count=1)


def test_an_empty_bill_is_not_settled():
    rules.must_be_settleable(AdmissionStatus.OPEN, line_count=1)
    with pytest.raises(rules.NothingToSettle):
        rules.must_be_settleable(AdmissionStatus.OPEN, line_count=0)


def test_days_come_in_order_and_may_fall_together():
    rules.must_be_in_order("/x", date(2020, 1, 1), date(2020, 1, 1), date(2020, 1, 2))
    with pytest.raises(rules.DateOutOfOrder) as refused:
        rules.must_be_in_order("/x", date(2020, 1, 2), date(2020, 1, 1))
    assert refused.value.pointer == "/x"


def test_another_hospitals_stay_is_not_even_acknowledged():
    with pytest.raises(rules.NoSuchAdmission):
        rules.must_be_own("H1", "H2")
