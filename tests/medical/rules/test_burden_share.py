"""S6: below a tenth is right, a tenth is too much; only for those whom the clause speaks of."""

from fractions import Fraction

import pytest

from services.medical.rules.burden_share import line_for, weigh_share
from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY
from tests.builders.medical import VILLAGE

ENROLLED = frozenset({"enrolled"})


def share(in_policy_fen, burden_fen, persons=ENROLLED, region=VILLAGE):
    counters = {IN_POLICY: in_policy_fen, PATIENT_IN_POLICY: burden_fen}
    return weigh_share(counters, region=region, persons=persons)


@pytest.mark.parametrize(
    ("in_policy_fen", "burden_fen", "per_mille", "is_over"),
    [
        (100_00, 9_99, 99, False),
        (100_00, 10_00, 100, True),
        (100_01, 10_00, 99, False),  # 10.0010 would be the tenth
        (99_99, 10_00, 100, True),
        (100_00, 100_00, 1000, True),
        (0, 0, 0, False),
    ],
)
def test_the_line_is_a_tenth_of_what_lies_within_the_policy(in_policy_fen, burden_fen, per_mille, is_over):
    weighed = share(in_policy_fen, burden_fen)
    assert (weighed.per_mille, weighed.is_over) == (per_mille, is_over)


def test_the_clause_speaks_of_the_poor_of_the_province_alone():
    assert not share(100, 100, persons=frozenset()).is_over
    assert not share(100, 100, region="350402001001").is_over
    line = line_for(VILLAGE, ENROLLED)
    assert line is not None and line.share == Fraction(1, 10)
    assert "累计负担" in line.reference.clause and line.reference.reason
