from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as survey_rule
from services.housing.rules.paper import PaperAbout
from services.housing.rules.second_finding import FindingKeptAlready, must_be_completed
from services.housing.rules.visit import must_be_after_disaster, must_be_filed, must_be_of_its_time
from services.housing.schemas.survey import KeepSecondFinding
from services.housing.store.disaster import struck_at
from services.housing.store.paper import list_standing_ids
from services.housing.store.survey import find_second_finding, lock_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import SecondFinding
from shared.clock import china


async def keep_second_finding(
    session: AsyncSession, survey_id: UUID, form: KeepSecondFinding, *, by: str, at: datetime
) -> SecondFinding:
    """What a second officer saw, without a network, of a house that another told of first. It is kept with the grade that it
    makes; the survey stands, and nobody is told: whoever reads it sees that the two differ.

    Raises NoSuchSurvey, SurveyCancelled, SurveyNotCompleted, FindingKeptAlready, VisitAhead, VisitBeforeAsked,
    VisitBeforeDisaster, PhotosNotFiled.
    """
    survey = await lock_survey(session, survey_id)
    must_be_completed(survey.state)
    if await find_second_finding(session, survey.id, told_by=by):
        raise FindingKeptAlready
    if form.visited_at:
        must_be_of_its_time(china(form.visited_at).date(), asked_on=china(survey.detected_at).date(), on=china(at).date())
        must_be_after_disaster(form.visited_at, await struck_at(session, survey.id))
    if form.photos:
        must_be_filed(form.photos, await list_standing_ids(session, PaperAbout.SURVEY, survey.id))
    made = survey_rule.grade(get_policy_named(survey.policy), form.observed)

    place = form.position.place if form.position else None
    finding = SecondFinding(
        survey_id=survey.id,
        region=survey.region,
        told_by=by,
        told_at=at,
        visited_at=form.visited_at,
        parts={part.value: seen.value for part, seen in form.observed.items()},
        grade=made.grade,
        reasons=list(made.reasons),
        latitude_e6=place.latitude_e6 if place else None,
        longitude_e6=place.longitude_e6 if place else None,
        accuracy_m=form.position.accuracy_m if form.position else None,
        fixed_at=form.position.fixed_at if form.position else None,
        notes=form.notes,
        photos=[str(each) for each in form.photos],
    )
    session.add(finding)
    await session.flush()
    await session.refresh(finding)
    return finding
