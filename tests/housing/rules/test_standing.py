"""Which grade of a house counts on a day."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.appraisal_life import Opinion
from services.housing.rules.house import Grade
from services.housing.rules.standing import (
    Found,
    Held,
    HouseGradeHeld,
    NoGradeYet,
    Signed,
    StandingSource,
    must_not_be_held,
    standing,
)
from shared.ids import uuid7

JUNE = {day: date(2020, 6, day) for day in range(1, 31)}
LATER = date(2021, 1, 1)
DAYS = st.dates(date(2020, 1, 1), date(2024, 12, 31))


def survey(grade: str, day: date) -> Found:
    return Found(StandingSource.SURVEY, uuid7(), Grade(grade), day)


def acceptance(grade: str, day: date) -> Found:
    return Found(StandingSource.ACCEPTANCE, uuid7(), Grade(grade), day)


def signed(
    grade: str,
    day: date,
    *,
    first: UUID | None = None,
    opinion: int = 1,
    until: date = date(2023, 6, 9),
    voided: date | None = None,
) -> Signed:
    id = uuid7()
    return Signed(Opinion(id, opinion, Grade(grade), uuid7(), f"机构{opinion}"), first or id, day, day, until, voided)


def counts(found=(), papers=(), held=(), *, on: date = LATER):
    told = standing(list(found), list(papers), list(held), on=on)
    return told and (told.grade, told.source)


def test_nobody_looked_yet():
    assert counts([survey("D", JUNE[4])], on=JUNE[3]) is None
    with pytest.raises(NoGradeYet):
        must_not_be_held(None)


def test_an_appraisal_counts_more_than_the_survey_that_asked_for_it():
    found, papers = [survey("D", JUNE[4])], [signed("C", JUNE[10])]

    assert counts(found, papers) == ("C", "appraisal")
    assert counts(found, papers, on=JUNE[9]) == ("D", "survey")


def test_a_later_survey_counts_where_it_sees_the_house_worse_and_there_alone():
    paper = signed("C", JUNE[10])

    assert counts([survey("D", JUNE[20])], [paper]) == ("D", "survey")
    assert counts([survey("A", JUNE[20])], [paper]) == ("C", "appraisal")


def test_an_appraisal_ends_with_its_validity_and_with_a_disaster():
    found = [survey("D", JUNE[4])]

    assert counts(found, [signed("C", JUNE[10], until=date(2020, 12, 31))]) == ("D", "survey")
    paper = signed("C", JUNE[10], voided=JUNE[15])
    assert [counts(found, [paper], on=JUNE[day])[0] for day in (14, 15)] == ["C", "D"]


def test_where_an_appraisal_has_lapsed_its_last_day_is_told_until_the_house_is_looked_at_again():
    paper = signed("C", JUNE[10])

    def lapsed(found, papers=(paper,), on=date(2023, 6, 10)):
        told = standing(found, papers, [], on=on).lapsed
        return told and told.valid_until

    assert lapsed([survey("D", JUNE[4])]) == date(2023, 6, 9)
    assert lapsed([survey("A", JUNE[4])], on=date(2023, 6, 9)) is None
    assert lapsed([survey("D", JUNE[4]), survey("D", JUNE[20])]) is None
    assert lapsed([survey("D", JUNE[4]), acceptance("A", JUNE[20])]) is None
    assert lapsed([survey("D", JUNE[4])], [paper, signed("C", date(2023, 6, 1), until=date(2026, 5, 31))]) is None
    assert lapsed([survey("D", JUNE[4])], [signed("C", JUNE[10], voided=JUNE[20])]) is None


def test_a_house_that_was_made_safe_begins_anew():
    found, papers = [survey("D", JUNE[4]), acceptance("A", JUNE[25])], [signed("D", JUNE[10])]

    assert counts(found, papers) == ("A", "acceptance")
    assert counts([*found, survey("C", JUNE[28])], papers) == ("C", "survey")
    assert counts(found, [*papers, signed("B", JUNE[29])]) == ("B", "appraisal")


def test_two_opinions_that_differ_are_held_at_the_worse_and_a_third_settles_them():
    first = signed("C", JUNE[10])
    second = signed("D", JUNE[12], first=first.first_id, opinion=2)
    third = signed("B", JUNE[20], first=first.first_id, opinion=3)

    told = standing([], [first, second], [], on=JUNE[15])
    assert (told.grade, told.id, told.is_held) == ("D", second.opinion.appraisal_id, True)
    with pytest.raises(HouseGradeHeld):
        must_not_be_held(told)
    told = standing([], [first, second, third], [], on=JUNE[20])
    assert (told.grade, told.is_held) == ("B", False)


def test_a_dispute_holds_the_grade_until_it_is_decided():
    paper = signed("C", JUNE[10])
    held = [Held(paper.opinion.appraisal_id, JUNE[12], JUNE[20])]

    assert [standing([], [paper], held, on=JUNE[day]).is_held for day in (11, 12, 19, 20)] == [False, True, True, False]


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), DAYS), max_size=4),
    st.lists(st.tuples(st.sampled_from("ABCD"), DAYS), max_size=4),
    DAYS,
)
def test_what_happened_later_never_changes_what_counted_then(surveys, papers, on):
    found = [survey(*one) for one in surveys]
    signed_ = [signed(grade, day, until=date(2026, 1, 1)) for grade, day in papers]

    known = standing([one for one in found if one.on <= on], [one for one in signed_ if one.signed_on <= on], [], on=on)

    assert standing(found, signed_, [], on=on) == known
