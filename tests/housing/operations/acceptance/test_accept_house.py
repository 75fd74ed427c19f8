"""A house that was made safe is accepted by the rule that found it unsafe, and its subsidy is asked for once."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.rules.acceptance import (
    AcceptedOutOfTime,
    HouseAcceptedBefore,
    HouseNotUnsafe,
    HouseStillUnsafe,
    SubsidyState,
)
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import Grade
from services.housing.rules.standing import HouseGradeHeld
from services.housing.rules.survey import NoSuchSurvey
from services.housing.tables import Acceptance, Hazard, House, Occupancy
from shared.events.housing import HouseAccepted
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.housing import ACCEPTED_AT, ACCEPTER, VILLAGE, an_acceptance, an_accepted_house, an_unsafe_house
from tests.builders.housing_appraisals import NOTHING, a_dispute, a_signed_appraisal

TODAY = date(2020, 9, 20)


async def accept(session, survey_id, **changed) -> Acceptance:
    return await accept_house(session, survey_id, an_acceptance(**changed), by=ACCEPTER, on=TODAY, at=ACCEPTED_AT)


async def test_what_was_seen_is_kept_and_funds_is_asked(session, emitted):
    survey = await an_unsafe_house(session)

    accepted = await accept(session, survey.id)

    assert (accepted.grade_before, accepted.grade, accepted.subsidy) == (Grade.D, Grade.A, SubsidyState.REQUESTED)
    house = (await session.exec(select(House))).one()
    stay = (await session.exec(select(Occupancy))).one()
    assert (stay.household_id, stay.house_id, accepted.house_id) == (survey.household_id, house.id, house.id)
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseAccepted)
    assert (told.acceptance_id, told.household_id, told.house_id) == (accepted.id, survey.household_id, house.id)
    assert (told.region, told.grade, told.budget_code, told.year, told.subsidy_fen) == (VILLAGE, "D", "housing", 2020, 1_400_000)
    assert told.asked_by == hash_identity(ACCEPTER.subject)


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"roof": "failing"}, HouseStillUnsafe),
        ({"accepted_on": "2020-06-03"}, AcceptedOutOfTime),
        ({"accepted_on": "2020-09-21"}, AcceptedOutOfTime),
    ],
)
async def test_a_house_that_is_not_safe_or_not_seen_in_time_is_not_accepted(session, changed, law):
    survey = await an_unsafe_house(session)

    with pytest.raises(law):
        await accept(session, survey.id, **changed)


async def test_a_sound_house_and_a_stranger_s_are_not_accepted(session):
    survey = await an_unsafe_house(session)
    survey.grade = Grade.B
    await session.flush()

    with pytest.raises(HouseNotUnsafe):
        await accept(session, survey.id)
    with pytest.raises(NoSuchSurvey):
        await accept(session, uuid7())


async def test_a_house_is_subsidised_once_by_a_programme_and_again_by_another(session):
    accepted = await an_accepted_house(session)

    with pytest.raises(HouseAcceptedBefore):
        await accept(session, accepted.survey_id)
    other = await accept(session, accepted.survey_id, budget_code="industry")

    assert other.house_id == accepted.house_id


async def test_the_ledger_says_that_the_house_was_made_safe(session):
    accepted = await an_accepted_house(session)

    [listed] = await session.exec(select(Hazard))
    assert (listed.struck_why, listed.struck_on, listed.acceptance_id) == (StruckWhy.MADE_SAFE, TODAY, accepted.id)


async def test_the_database_too_knows_that_a_house_is_subsidised_once(session):
    accepted = await an_accepted_house(session)

    session.add(Acceptance(**accepted.model_dump(exclude={"id"})))
    with pytest.raises(IntegrityError, match="acceptance_once_per_house_and_budget"):
        await session.flush()


async def test_how_unsafe_it_was_is_said_by_the_appraisal_that_stands(session, emitted):
    appraised = await a_signed_appraisal(session)
    assert appraised.survey_id

    accepted = await accept(session, appraised.survey_id)

    assert accepted.grade_before is Grade.C  # The survey said D.
    assert (await emitted(session))[-1].grade == "C"


async def test_a_house_that_was_appraised_as_safe_is_not_subsidised_and_an_expired_paper_says_nothing(session):
    appraised = await a_signed_appraisal(session, signs=NOTHING)
    assert appraised.survey_id

    with pytest.raises(HouseNotUnsafe):
        await accept(session, appraised.survey_id)
    late = an_acceptance(accepted_on="2023-06-10")
    accepted = await accept_house(session, appraised.survey_id, late, by=ACCEPTER, on=date(2023, 6, 10), at=ACCEPTED_AT)
    assert accepted.grade_before is Grade.D


async def test_nothing_is_accepted_while_the_grade_is_disputed_or_before_it_was_seen(session):
    appraised = await a_signed_appraisal(session)
    assert appraised.survey_id
    with pytest.raises(AcceptedOutOfTime):
        await accept(session, appraised.survey_id, accepted_on="2020-06-07")

    await a_dispute(session, appraised)
    with pytest.raises(HouseGradeHeld):
        await accept(session, appraised.survey_id)
