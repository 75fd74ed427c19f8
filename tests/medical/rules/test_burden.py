"""The yearly burden against the place's line."""

from datetime import date

import pytest

from services.medical.rules.burden import weigh
from services.medical.store.policies import shelf
from shared.policy.clauses import Stay

LINYI = shelf().find("371311", date(2020, 6, 1))


@pytest.mark.parametrize(
    ("persons", "before_fen", "patient_fen", "is_crossed"),
    [
        ((), 0, 10_000_00, False),
        ((), 0, 10_000_01, True),
        ((), 9_999_99, 1, False),
        ((), 10_000_00, 1, True),
        ((), 10_000_01, 50_000_00, False),
        (("monitored",), 0, 6_000_00, False),
        (("monitored",), 0, 6_000_01, True),
        (("enrolled", "low-income"), 5_000_00, 1_000_01, True),
    ],
)  # fmt: skip
def test_the_line_is_crossed_by_the_bill_that_carries_the_year_over_it(persons, before_fen, patient_fen, is_crossed):
    stay = Stay("371311", "2", frozenset(persons), 100_000_00, 0)

    burden = weigh(LINYI, stay, before_fen=before_fen, patient_fen=patient_fen)

    assert burden.is_crossed is is_crossed
    assert burden.after_fen == before_fen + patient_fen
    assert burden.reference is not None and burden.reference.reason
