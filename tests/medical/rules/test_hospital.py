"""What a hospital is to a policy."""

import pytest

from services.medical.rules.admission import HospitalLevel
from services.medical.rules.hospital import (
    HospitalLevelContradicts,
    HospitalLevelMissing,
    HospitalLevelUnknown,
    Known,
    LevelCode,
    Place,
    level_for,
    level_of,
    must_be_level,
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


CODES = {"town": LevelCode("乡镇卫生院", "1", "1"), "unrated": LevelCode("未定级", "9"), "2": LevelCode("二级", "2")}


def test_a_place_s_own_word_for_a_grade_comes_before_the_national_one():
    assert level_for({"town": "乡镇卫生院", "1": "一级"}, "town", CODES) == "town"
    assert level_for({"1": "一级", "2": "二级"}, "town", CODES) == "1"


def test_a_grade_that_stands_for_no_other_is_left_for_the_policy_to_refuse():
    assert level_for({"1": "一级"}, "unrated", CODES) == "unrated"
    assert level_for({"1": "一级", "unrated": "未定级"}, "unrated", CODES) == "unrated"
    assert level_for({"2": "二级"}, "town", CODES) == "town"


def test_a_grade_that_nobody_names_is_refused_with_those_that_are_known():
    must_be_level("unrated", named={}, codes=CODES)
    must_be_level("polyclinic", named={"polyclinic": "综合门诊部"}, codes=CODES)
    with pytest.raises(HospitalLevelUnknown) as refused:
        must_be_level("4", named={"1": "一级"}, codes=CODES)
    assert refused.value.facts["known"] == {"town": "乡镇卫生院", "unrated": "未定级", "2": "二级", "1": "一级"}
