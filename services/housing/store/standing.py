"""Everything that was ever found of a house, for the rule that says which grade counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import AppraisalState, Opinion
from services.housing.rules.house import Grade
from services.housing.rules.standing import Found, Held, Signed, Standing, StandingSource, standing
from services.housing.rules.survey import SurveyState
from services.housing.tables import Acceptance, Appraisal, Appraiser, GradeDispute, House, Survey
from shared.clock import china

_STRUCK = text("""
SELECT happened, survey_id FROM (
    SELECT CAST(disaster.happened_at AT TIME ZONE 'Asia/Shanghai' AS date) AS happened, struck.survey_id, struck.house_id
    FROM struck_household struck JOIN disaster ON disaster.id = struck.disaster_id
) AS blow
WHERE house_id = :house_id OR survey_id IN (SELECT id FROM survey WHERE house_id = :house_id)
""")


async def list_found(session: AsyncSession, house: House) -> list[Found]:
    """By its surveys, and by acceptances that were not revoked; each with the first disaster after it that says otherwise."""
    surveyed = select(Survey).where(Survey.house_id == house.id)
    accepted = select(Acceptance).where(Acceptance.house_id == house.id, col(Acceptance.revoked_at).is_(None))
    surveys = [found for survey in await session.exec(surveyed) for found in found_by_survey(survey)]
    found = surveys + [
        Found(StandingSource.ACCEPTANCE, one.id, one.grade, one.accepted_on) for one in await session.exec(accepted)
    ]
    blows = await _list_blows(session, house.id)
    return [replace(one, voided_on=_voided_on(one, blows)) for one in found] if blows else found


async def _list_blows(session: AsyncSession, house_id: UUID) -> list[tuple[date, UUID | None]]:
    """The days of the disasters that struck a house, each with the survey that looked at it since."""
    return [(row.happened, row.survey_id) for row in await session.execute(_STRUCK, {"house_id": house_id})]


def _voided_on(found: Found, blows: Sequence[tuple[date, UUID | None]]) -> date | None:
    """The first disaster on or after the day, but for that whose own survey it is: that was seen after it."""
    return min((day for day, survey_id in blows if found.on <= day and survey_id != found.id), default=None)


def found_by_survey(survey: Survey) -> list[Found]:
    """Its grade, on the day of the visit; nothing while it is open."""
    if survey.state is not SurveyState.COMPLETED or survey.grade is None or survey.completed_on is None:
        return []
    seen_on = china(survey.visited_at).date() if survey.visited_at else survey.completed_on
    return [Found(StandingSource.SURVEY, survey.id, survey.grade, seen_on)]


async def list_signed(session: AsyncSession, house_id: UUID) -> list[Signed]:
    """What was signed after a disaster and seen before it says "safe" as little as what was signed before."""
    query = (
        select(Appraisal, Appraiser.institution)
        .join(Appraiser, col(Appraiser.id) == col(Appraisal.appraiser_id))
        .where(Appraisal.house_id == house_id, Appraisal.state == AppraisalState.SIGNED)
    )
    signed = [_signed(appraisal, institution) for appraisal, institution in await session.exec(query)]
    blows = [day for day, _ in await _list_blows(session, house_id)] if signed else []
    return [_since(one, blows) for one in signed]


def _since(signed: Signed, blows: Sequence[date]) -> Signed:
    days = [day for day in blows if signed.visited_on <= day] if signed.opinion.grade in (Grade.A, Grade.B) else []
    return replace(signed, voided_on=min(filter(None, [signed.voided_on, *days]), default=None))


def _signed(appraisal: Appraisal, institution: str) -> Signed:
    # The table's check says that what is signed is whole.
    assert appraisal.grade and appraisal.appraiser_id and appraisal.visited_on and appraisal.signed_on
    assert appraisal.valid_until_on
    return Signed(
        Opinion(appraisal.id, appraisal.opinion, appraisal.grade, appraisal.appraiser_id, institution),
        appraisal.first_id,
        appraisal.visited_on,
        appraisal.signed_on,
        appraisal.valid_until_on,
        appraisal.voided_on,
    )


async def find_standing(session: AsyncSession, survey: Survey, house_id: UUID, *, on: date) -> Standing | None:
    """Which grade counts of the house that this survey looked at: its own, or that of an appraisal."""
    return standing(found_by_survey(survey), await list_signed(session, house_id), await list_held(session, house_id), on=on)


async def list_held(session: AsyncSession, house_id: UUID) -> list[Held]:
    disputes = await session.exec(select(GradeDispute).where(GradeDispute.house_id == house_id))
    return [Held(one.appraisal_id, one.filed_on, one.closed_on) for one in disputes]
