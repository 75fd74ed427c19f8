"""What may be done to a plan, and when it holds."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.registry.rules.plan import (
    AgreedAlready,
    MeasureIsOver,
    MeasureState,
    NothingToAgree,
    NotOfThisDepartment,
    PlanStanding,
    PlanYearClosed,
    ResultOutOfTime,
    SignedOutOfTime,
    SignerNotOfHousehold,
    Term,
    TermOutOfPlan,
    check_open,
    check_result,
    check_signer,
    check_signing,
    check_term,
    check_theirs,
    check_year,
    standing_of,
    term_of,
)

ON = date(2020, 6, 1)
NOON = datetime(2020, 6, 1, 4, tzinfo=UTC)


def test_a_plan_is_made_for_this_year_or_the_next() -> None:
    check_year(2020, on=ON)
    check_year(2021, on=ON)
    for year in (2019, 2022):
        with pytest.raises(PlanYearClosed):
            check_year(year, on=ON)


def test_a_term_runs_from_today_to_the_year_s_end_at_most() -> None:
    assert term_of(2020, 90, on=ON) == Term(ON, date(2020, 8, 30))
    assert term_of(2020, 366, on=ON) == Term(ON, date(2020, 12, 31))
    assert term_of(2021, 90, on=ON) == Term(date(2021, 1, 1), date(2021, 4, 1))


@pytest.mark.parametrize(
    ("starts_on", "due_on"),
    [(date(2019, 12, 31), ON), (ON, date(2020, 5, 31)), (ON, date(2022, 1, 1))],
)
def test_a_term_lies_in_its_plan(starts_on: date, due_on: date) -> None:
    with pytest.raises(TermOutOfPlan):
        check_term(2020, Term(starts_on, due_on))


def test_what_is_over_stays_over() -> None:
    check_open(MeasureState.PLANNED)
    check_open(MeasureState.UNDER_WAY)
    for state in (MeasureState.DONE, MeasureState.DROPPED):
        with pytest.raises(MeasureIsOver):
            check_open(state)


def test_a_change_after_the_signature_makes_it_outdated() -> None:
    later = NOON + timedelta(minutes=1)
    assert standing_of(NOON, None) is PlanStanding.DRAFT
    assert standing_of(NOON, NOON) is PlanStanding.VALID
    assert standing_of(later, NOON) is PlanStanding.OUTDATED


def test_a_signature_is_given_once_for_what_stands_in_the_plan() -> None:
    said = {"changed_on": ON, "on": date(2020, 6, 5)}
    check_signing(date(2020, 6, 5), standing=PlanStanding.OUTDATED, measures=1, **said)
    with pytest.raises(NothingToAgree):
        check_signing(ON, standing=PlanStanding.DRAFT, measures=0, **said)
    with pytest.raises(AgreedAlready):
        check_signing(ON, standing=PlanStanding.VALID, measures=1, **said)
    for day in (date(2020, 5, 31), date(2020, 6, 6)):
        with pytest.raises(SignedOutOfTime):
            check_signing(day, standing=PlanStanding.DRAFT, measures=1, **said)


def test_an_adult_of_the_household_signs_and_a_guardian_only_where_there_is_none() -> None:
    head, child = uuid4(), uuid4()
    born = {head: date(1980, 1, 1), child: date(2010, 1, 1)}
    check_signer(head, born, is_guarded=False, on=ON)
    check_signer(None, {child: date(2010, 1, 1)}, is_guarded=True, on=ON)
    for signer, is_guarded in ((child, False), (uuid4(), False), (None, False), (None, True), (head, True)):
        with pytest.raises(SignerNotOfHousehold):
            check_signer(signer, born, is_guarded=is_guarded, on=ON)


def test_a_department_records_its_own_measures() -> None:
    check_theirs("labour", role="department", org="labour")
    check_theirs("labour", role="village", org="")
    with pytest.raises(NotOfThisDepartment):
        check_theirs("labour", role="department", org="health")


def test_a_result_lies_between_the_start_and_today() -> None:
    check_result(ON, ON, on=ON)
    for day in (date(2020, 5, 31), date(2020, 6, 2)):
        with pytest.raises(ResultOutOfTime):
            check_result(day, ON, on=ON)
