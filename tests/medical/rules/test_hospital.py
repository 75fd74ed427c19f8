"""What a hospital is to a policy."""

import pytest

from services.medical.rules.admission import HospitalLevel
from services.medical.rules.hospital import (
    HospitalLevelContradicts,
    HospitalLevelMissing,
    Known,
    Place,
    level_of,
    place_of,
    traits_of,
)

ONE, TWO, _ = HospitalLevel
KNOWN = Known(TWO, frozenset({"designated"}), "371311")


def test_the_registered_grade_counts_and_a_contradiction_is_refused():
    assert level_of(None, KNOWN) is level_of(TWO, KNOWN) is TWO
    with pytest.raises(HospitalLevelContradicts) as refused:
        level_of(ONE, KNOWN)
    assert refused.value.facts == {"known_level": "2"}


def test_of_a_hospital_that_nobody_registered_the_declared_grade_counts():
    assert level_of(ONE, None) is ONE
    with pytest.raises(HospitalLevelMissing):
        level_of(None, None)


def test_a_registered_hospital_does_not_designate_itself():
    assert traits_of(["referred", "preferential"], KNOWN) == ["designated", "referred"]
    assert traits_of(["referred", "designated"], None) == ["designated", "referred"]


@pytest.mark.parametrize(
    ("hospital", "place"),
    [
        ("371311", Place.IN_COUNTY),
        ("371302", Place.IN_CITY),
        ("3713", Place.IN_CITY),
        ("3701", Place.OUT_OF_CITY),
        ("110105", Place.OUT_OF_PROVINCE),
    ],
)
def test_where_a_hospital_lies_is_seen_from_the_patient_s_place(hospital, place):
    assert place_of(hospital, "371311001001") is place
