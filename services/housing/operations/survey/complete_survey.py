from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import survey as rule
from services.housing.rules.awaited_step import Matter
from services.housing.rules.dwelling import must_stand
from services.housing.rules.hazard import ListedBy
from services.housing.rules.paper import PaperAbout
from services.housing.rules.visit import must_be_after_disaster, must_be_filed, must_be_of_its_time
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.awaited_step import end_steps
from services.housing.store.campaign import is_seen
from services.housing.store.disaster import list_housemates, struck_at
from services.housing.store.hazard import note_grade
from services.housing.store.house import lock_house, lock_surveyed_house
from services.housing.store.paper import list_standing_ids
from services.housing.store.struck_village import list_villages_over
from services.housing.store.survey import lock_survey
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import House, StruckHousehold, Survey
from shared import outbox
from shared.clock import china
from shared.events import Event
from shared.events.housing import EmergencySurveysClosed, HouseGraded, SafetySurveyCompleted


async def complete_survey(
    session: AsyncSession, survey_id: UUID, form: CompleteSurvey, *, on: date, by: str = "", at: datetime | None = None
) -> Survey:
    """Enter what was seen; the rule makes the grade of it. The house is the one that the officer names, or the household's; of
    grade C or D it stands in the ledger of dangerous houses from now on. What is told later counts from the visit; `at` counts
    where a disaster wants it to the hour.

    Raises NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, VisitAhead, VisitBeforeAsked, VisitBeforeDisaster,
    PhotosNotFiled, NoSuchHouse, HouseGone.
    """
    survey = await lock_survey(session, survey_id)
    state = rule.complete(survey.state)
    seen_on = china(form.visited_at).date() if form.visited_at else on
    if form.visited_at:
        must_be_of_its_time(seen_on, asked_on=china(survey.detected_at).date(), on=on)
        must_be_after_disaster(form.visited_at, await struck_at(session, survey.id))
    if form.photos:
        must_be_filed(form.photos, await list_standing_ids(session, PaperAbout.SURVEY, survey.id))
    finding = rule.grade(get_policy_named(survey.policy), form.observed)
    house = await _house_of(session, survey, form)
    must_stand(house.state)

    survey.is_late = rule.is_past(survey.state, survey.due_on, survey.due_at, on=seen_on, at=form.visited_at or at)
    survey.state, survey.completed_on, survey.completed_at, survey.completed_by = state, on, at, by
    survey.house_id = house.id
    survey.parts = {part.value: seen.value for part, seen in form.observed.items()}
    survey.grade, survey.reasons = finding.grade, list(finding.reasons)
    survey.needs_shelter, survey.needs_follow_up = finding.needs_shelter, finding.needs_follow_up
    survey.visited_at, survey.notes = form.visited_at, form.notes
    if form.position:
        place, survey.accuracy_m = form.position.place, form.position.accuracy_m
        survey.fixed_at = form.position.fixed_at
        survey.latitude_e6, survey.longitude_e6 = place.latitude_e6, place.longitude_e6
        if house.latitude_e6 is None:
            house.latitude_e6, house.longitude_e6 = place.latitude_e6, place.longitude_e6
    await session.flush()
    await note_grade(
        session,
        house,
        finding.grade,
        household_id=survey.household_id,
        graded_on=seen_on,
        listed_by=ListedBy.SURVEY,
        survey_id=survey.id,
    )

    mates = await list_housemates(session, survey) if survey.is_urgent else ()
    over = await list_villages_over(session, survey) if survey.is_urgent else ()
    closed = (EmergencySurveysClosed(closed_on=on, **asdict(village)) for village in over)
    graded = (_told_of(mate, survey, house, seen_on) for mate in mates)
    await outbox.record(session, *_told(survey, house, seen_on), *graded, *closed)
    if survey.campaign_id and await is_seen(session, survey.campaign_id, survey.region):
        await end_steps(session, Matter.CAMPAIGN, survey.campaign_id, on=on, region=survey.region)
    return survey


async def _house_of(session: AsyncSession, survey: Survey, form: CompleteSurvey) -> House:
    if form.house_id:
        return await lock_house(session, form.house_id, pointer="/house_id")
    return await lock_surveyed_house(session, survey)


def _told(survey: Survey, house: House, seen_on: date) -> list[Event]:
    graded = HouseGraded(
        house_id=house.id,
        household_id=survey.household_id,
        region=survey.region,
        grade=survey.grade or "",
        origin=survey.origin,
        source_id=survey.id,
        graded_on=seen_on,
    )
    if survey.case_id is None:
        return [graded]
    completed = SafetySurveyCompleted(
        case_id=survey.case_id, survey_id=survey.id, region=survey.region, grade=graded.grade, completed_on=seen_on
    )
    return [graded, completed]


def _told_of(mate: StruckHousehold, survey: Survey, house: House, seen_on: date) -> HouseGraded:
    """Another household of the house: the source is its own, or registry would take it for the first one's fact."""
    return HouseGraded(
        house_id=house.id,
        household_id=mate.household_id,
        region=mate.region,
        grade=survey.grade or "",
        origin=survey.origin,
        source_id=mate.id,
        graded_on=seen_on,
    )
