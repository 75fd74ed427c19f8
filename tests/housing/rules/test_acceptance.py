"""When a repaired house may be accepted, and when its acceptance may be taken back."""

from dataclasses import replace
from datetime import date

import pytest

from services.housing.rules import acceptance as rules
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.appraisal_life import Opinion
from services.housing.rules.house import Grade
from services.housing.rules.standing import AppraisalLapsed, HouseGradeHeld, Signed, Standing, StandingSource
from shared.ids import uuid7

SURVEYED, TODAY = date(2020, 6, 4), date(2020, 9, 20)


def counting(grade: Grade, *, is_held: bool = False) -> Standing:
    return Standing(StandingSource.APPRAISAL, uuid7(), grade, SURVEYED, SURVEYED, None, is_held)


@pytest.mark.parametrize("counts", [None, counting(Grade.A), counting(Grade.B)])
def test_only_a_house_that_was_found_unsafe_is_repaired(counts):
    with pytest.raises(rules.HouseNotUnsafe):
        rules.must_have_been_unsafe(counts)


@pytest.mark.parametrize("grade", [Grade.C, Grade.D])
def test_an_unsafe_house_is_to_be_repaired_and_one_that_still_is_unsafe_is_not_accepted(grade):
    assert rules.must_have_been_unsafe(counting(grade)).grade is grade
    with pytest.raises(rules.HouseStillUnsafe):
        rules.must_be_safe(grade)
    rules.must_be_safe(Grade.B)


def test_nothing_is_accepted_on_a_grade_that_is_disputed():
    with pytest.raises(HouseGradeHeld):
        rules.must_have_been_unsafe(counting(Grade.D, is_held=True))


def test_of_a_house_whose_appraisal_has_lapsed_it_is_said_that_it_is_to_be_appraised_again():
    paper = Signed(Opinion(uuid7(), 1, Grade.C, uuid7(), "检测站"), uuid7(), SURVEYED, SURVEYED, date(2020, 9, 1))
    safe, worse = (replace(counting(grade), lapsed=paper) for grade in (Grade.A, Grade.D))

    with pytest.raises(AppraisalLapsed) as refused:
        rules.must_have_been_unsafe(safe)
    assert refused.value.facts == {"appraised_grade": "C", "valid_until": "2020-09-01", "grade": "A"}
    with pytest.raises(AppraisalLapsed):
        rules.must_be_as_applied(worse, Grade.C)
    assert rules.must_have_been_unsafe(worse).grade is Grade.D
    with pytest.raises(rules.GradeChanged):
        rules.must_be_as_applied(safe, Grade.D)


@pytest.mark.parametrize("day", [SURVEYED, TODAY])
def test_a_house_is_accepted_between_its_survey_and_today(day):
    rules.must_be_in_time(day, surveyed_on=SURVEYED, year=2020, on=TODAY)


@pytest.mark.parametrize("day", [date(2020, 6, 3), date(2020, 9, 21)])
def test_not_before_it_was_surveyed_and_not_in_the_future(day):
    with pytest.raises(rules.AcceptedOutOfTime):
        rules.must_be_in_time(day, surveyed_on=SURVEYED, year=2020, on=TODAY)


def test_money_of_a_year_that_is_to_come_is_not_asked_for():
    with pytest.raises(rules.SubsidyYearAhead):
        rules.must_be_in_time(TODAY, surveyed_on=SURVEYED, year=2021, on=TODAY)


@pytest.mark.parametrize("subsidy", [SubsidyState.REQUESTED, SubsidyState.UNDERWAY, SubsidyState.FAILED, SubsidyState.PAID])
def test_an_acceptance_whose_money_moves_is_not_taken_back(subsidy):
    with pytest.raises(rules.SubsidyMoves):
        rules.must_be_revocable(subsidy, is_revoked=False)


@pytest.mark.parametrize("subsidy", [SubsidyState.WAITING, SubsidyState.REFUSED, SubsidyState.WITHDRAWN, SubsidyState.RETURNED])
def test_an_acceptance_is_taken_back_once(subsidy):
    rules.must_be_revocable(subsidy, is_revoked=False)
    with pytest.raises(rules.AcceptanceRevokedAlready):
        rules.must_be_revocable(subsidy, is_revoked=True)
