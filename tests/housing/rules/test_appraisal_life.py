"""Who may give which opinion when, which of several holds, and how long."""

from datetime import date

import pytest

from services.housing.rules.appraisal_life import (
    AppraisalCancelledAlready,
    AppraisalSignedAlready,
    AppraisalState,
    NotAnotherAppraiser,
    NothingDrafted,
    Opinion,
    ReviewNotPossible,
    VisitedOutOfTime,
    holding,
    is_settled,
    must_be_another,
    must_be_drafted,
    must_be_open,
    must_be_visited_in_time,
    next_opinion,
    valid_until,
)
from services.housing.rules.appraiser import NotLicensed, must_be_licensed
from services.housing.rules.house import Grade
from shared.ids import uuid7


def opinions(*grades: str) -> list[Opinion]:
    return [Opinion(uuid7(), at, Grade(grade), uuid7(), f"机构{at}") for at, grade in enumerate(grades, start=1)]


@pytest.mark.parametrize(
    ("grades", "settled", "holds"),
    [("C", True, "C"), ("CC", True, "C"), ("CD", False, "D"), ("DB", False, "D"), ("DBC", True, "C"), ("CDB", True, "B")],
)
def test_of_two_opinions_that_differ_the_worse_holds_until_a_third(grades, settled, holds):
    chain = opinions(*grades)

    assert (is_settled(chain), holding(chain).grade) == (settled, holds)


@pytest.mark.parametrize(("grades", "next_"), [("C", 2), ("CD", 3)])
def test_a_second_opinion_may_follow_one_and_a_third_two_that_differ(grades, next_):
    assert next_opinion(opinions(*grades)) == next_


@pytest.mark.parametrize("grades", ["", "CC", "CDD"])
def test_what_is_settled_is_not_reviewed_without_end(grades):
    with pytest.raises(ReviewNotPossible):
        next_opinion(opinions(*grades))


def test_neither_the_person_nor_the_institution_judges_twice():
    [first] = opinions("C")

    must_be_another(uuid7(), "别的机构", [first])
    with pytest.raises(NotAnotherAppraiser):
        must_be_another(first.appraiser_id, "别的机构", [first])
    with pytest.raises(NotAnotherAppraiser):
        must_be_another(uuid7(), "机构1", [first])


@pytest.mark.parametrize(
    ("state", "law"),
    [
        (AppraisalState.ASKED, NothingDrafted),
        (AppraisalState.SIGNED, AppraisalSignedAlready),
        (AppraisalState.CANCELLED, AppraisalCancelledAlready),
    ],
)
def test_only_a_draft_is_signed(state, law):
    with pytest.raises(law):
        must_be_drafted(state)
    must_be_drafted(AppraisalState.DRAFT)
    must_be_open(AppraisalState.ASKED)


@pytest.mark.parametrize("day", [date(2020, 6, 4), date(2020, 6, 11)])
def test_a_house_is_visited_between_the_asking_and_today(day):
    with pytest.raises(VisitedOutOfTime):
        must_be_visited_in_time(day, asked_on=date(2020, 6, 5), on=date(2020, 6, 10))


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2024, 1, 1), date(2021, 6, 1)])
def test_nobody_appraises_without_a_licence_of_the_day(day):
    with pytest.raises(NotLicensed):
        must_be_licensed(licensed_from=date(2019, 1, 1), licensed_until=date(2023, 12, 31), ended_on=date(2021, 6, 1), on=day)


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2023, 12, 31)])
def test_a_licence_counts_on_its_first_and_last_day(day):
    must_be_licensed(licensed_from=date(2019, 1, 1), licensed_until=date(2023, 12, 31), ended_on=None, on=day)


@pytest.mark.parametrize(("signed_on", "until"), [(date(2020, 6, 10), date(2023, 6, 9)), (date(2020, 2, 29), date(2023, 2, 28))])
def test_an_appraisal_is_valid_to_the_day_before_its_anniversary(signed_on, until):
    assert valid_until(signed_on, 3) == until
