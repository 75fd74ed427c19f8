"""What housing asks its database of surveys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, not_, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import Grade
from services.housing.rules.paper import PaperAbout
from services.housing.rules.survey import ON_THE_SPOT, NoSuchSurvey, SpotSurveyOpenAlready, SurveyOrigin, SurveyState
from services.housing.tables import Paper, SecondFinding, Survey
from shared.clock import china
from shared.rows import as_json, owing

_ADD = text("""
WITH opened AS (
    INSERT INTO survey SELECT * FROM jsonb_populate_recordset(NULL::survey, CAST(:surveys AS jsonb))
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO outbox (event_id, subject, body, traceparent)
SELECT owed.event_id, owed.subject, owed.body, owed.traceparent
FROM unnest(CAST(:survey_ids AS uuid[]), CAST(:event_ids AS uuid[]), CAST(:subjects AS text[]), CAST(:bodies AS bytea[]),
            CAST(:traceparents AS text[])) AS owed (survey_id, event_id, subject, body, traceparent)
JOIN opened ON opened.id = owed.survey_id
""")

# What a disaster has looked at for others in the same house as well is still to be looked at.
_SPARE_OF = text("""
UPDATE survey SET state = 'cancelled', cancelled_why = :why
WHERE household_id = :household_id AND state = 'open' AND case_id IS NULL AND origin <> 'case' AND NOT EXISTS (
    SELECT FROM struck_household struck JOIN household ON household.id = struck.household_id
    WHERE struck.survey_id = survey.id AND struck.household_id <> survey.household_id AND household.state = 'current')
""")


async def add_surveys(session: AsyncSession, surveys: Sequence[Survey], *, owed: Sequence[Mapping[str, object]]) -> None:
    """Surveys, each with the outbox row that tells of it, in one statement; neither where the case has its survey already."""
    rows = as_json([survey.model_dump() for survey in surveys])
    await session.execute(_ADD, {"surveys": rows, "survey_ids": [survey.id for survey in surveys], **owing(owed)})


async def get_survey(session: AsyncSession, id: UUID) -> Survey:
    """Raises NoSuchSurvey."""
    return _there(await session.get(Survey, id), id)


async def lock_survey(session: AsyncSession, id: UUID) -> Survey:
    """Raises NoSuchSurvey."""
    return _there(await session.get(Survey, id, with_for_update=True, populate_existing=True), id)


async def find_second_finding(session: AsyncSession, survey_id: UUID, *, told_by: str) -> SecondFinding | None:
    """What this officer told of it after it was complete."""
    query = select(SecondFinding).where(SecondFinding.survey_id == survey_id, SecondFinding.told_by == told_by)
    return (await session.exec(query)).one_or_none()


async def list_second_findings(session: AsyncSession, survey_ids: Collection[UUID]) -> Sequence[SecondFinding]:
    """In the order in which they came."""
    if not survey_ids:
        return ()
    query = select(SecondFinding).where(col(SecondFinding.survey_id).in_(survey_ids)).order_by(col(SecondFinding.id))
    return (await session.exec(query)).all()


async def lock_survey_of(session: AsyncSession, case_id: UUID) -> Survey | None:
    """The case's survey, if it has one."""
    return (await session.exec(select(Survey).where(Survey.case_id == case_id).with_for_update())).one_or_none()


async def find_cases_surveyed(session: AsyncSession, case_ids: Collection[UUID]) -> set[UUID]:
    """Those of these cases that have a survey."""
    found = await session.exec(select(Survey.case_id).where(col(Survey.case_id).in_(case_ids)))
    return {case_id for case_id in found if case_id}


def _there(survey: Survey | None, id: UUID) -> Survey:
    if survey is None:
        raise NoSuchSurvey(survey_id=str(id))
    return survey


async def must_have_none_on_the_spot(session: AsyncSession, house_id: UUID) -> None:
    """The house is locked by the caller. Raises SpotSurveyOpenAlready."""
    query = select(Survey.id).where(Survey.house_id == house_id, Survey.state == SurveyState.OPEN)
    if (found := (await session.exec(query.where(col(Survey.origin).in_(ON_THE_SPOT)))).first()) is not None:
        raise SpotSurveyOpenAlready(survey_id=str(found))


async def spare_open_of(session: AsyncSession, household_id: UUID, *, why: str) -> None:
    """Nobody has to look at a household's house for a campaign, a disaster or on the spot; what a case asks for ends with the
    case."""
    await session.execute(_SPARE_OF, {"household_id": household_id, "why": why})


@dataclass(frozen=True, slots=True)
class WantedSurveys:
    """Which surveys a list is of; what is None asks for nothing. `lacks_views`: completed, and not all of these shown."""

    region: str = ""
    state: SurveyState | None = None
    is_overdue: bool | None = None
    origin: SurveyOrigin | None = None
    campaign_id: UUID | None = None
    house_id: UUID | None = None
    household_id: UUID | None = None
    grade: Grade | None = None
    lacks_views: Sequence[str] = ()
    is_urgent: bool | None = None


URGENT, USUAL = "0", "1"
"""The two parts of every list of surveys: what a disaster has looked at and nobody did yet comes first."""
_COMES_FIRST = (col(Survey.state) == SurveyState.OPEN) & col(Survey.is_urgent)


def part_of(survey: Survey) -> str:
    return URGENT if survey.state is SurveyState.OPEN and survey.is_urgent else USUAL


async def list_surveys(
    session: AsyncSession, wanted: WantedSurveys, *, at: datetime, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Survey]:
    """What a disaster has looked at first, then the others; both in the order in which they were opened."""
    part, last = after or (URGENT, None)
    found: list[Survey] = []
    if part == URGENT:
        found += (await session.exec(_listed(wanted, at=at, after=last, limit=limit).where(_COMES_FIRST))).all()
        last = None
    if len(found) < limit:
        usual = _listed(wanted, at=at, after=last, limit=limit - len(found))
        found += (await session.exec(usual.where(not_(_COMES_FIRST)))).all()
    return found


def is_overdue(at: datetime) -> Any:
    """Open past its day, or past its hour where a disaster has it looked at."""
    late = case((col(Survey.due_at).is_not(None), col(Survey.due_at) < at), else_=col(Survey.due_on) < china(at).date())
    return (col(Survey.state) == SurveyState.OPEN) & late


def _listed(wanted: WantedSurveys, *, at: datetime, after: UUID | None, limit: int) -> Any:
    query = select(Survey).order_by(col(Survey.id)).limit(limit)
    if wanted.region:
        query = query.where(col(Survey.region).startswith(wanted.region, autoescape=True))
    for column, value in (
        (Survey.state, wanted.state),
        (Survey.is_urgent, wanted.is_urgent),
        (Survey.origin, wanted.origin),
        (Survey.campaign_id, wanted.campaign_id),
        (Survey.house_id, wanted.house_id),
        (Survey.household_id, wanted.household_id),
        (Survey.grade, wanted.grade),
    ):
        if value is not None:
            query = query.where(column == value)
    if after is not None:
        query = query.where(col(Survey.id) > after)
    if wanted.is_overdue is not None:
        query = query.where(is_overdue(at) if wanted.is_overdue else not_(is_overdue(at)))
    if wanted.lacks_views:
        shown = select(func.count(col(Paper.kind).distinct())).where(
            Paper.about == PaperAbout.SURVEY,
            Paper.about_id == Survey.id,
            col(Paper.withdrawn_at).is_(None),
            col(Paper.kind).in_(wanted.lacks_views),
        )
        query = query.where(Survey.state == SurveyState.COMPLETED, shown.scalar_subquery() < len(wanted.lacks_views))
    return query


async def list_open(session: AsyncSession, *, limit: int) -> Sequence[Survey]:
    """What is still to be done, the most urgent first."""
    urgent_first = (col(Survey.is_urgent).desc(), col(Survey.due_at).nulls_last(), col(Survey.due_on))
    by_village = (*urgent_first, col(Survey.region), col(Survey.id))
    query = select(Survey).where(Survey.state == SurveyState.OPEN).order_by(*by_village)
    return (await session.exec(query.limit(limit))).all()


async def list_lately_completed(session: AsyncSession, *, limit: int) -> Sequence[Survey]:
    query = select(Survey).where(Survey.state == SurveyState.COMPLETED)
    return (await session.exec(query.order_by(col(Survey.completed_on).desc(), col(Survey.id).desc()).limit(limit))).all()


async def count_open(session: AsyncSession, *, at: datetime) -> tuple[int, int]:
    """How many surveys are open, and how many of them are overdue."""
    counts = select(func.count(), func.count().filter(is_overdue(at))).where(Survey.state == SurveyState.OPEN)
    open_, overdue = (await session.execute(counts)).one()
    return open_, overdue


async def count_open_by_village(session: AsyncSession, *, on: date) -> list[tuple[str, int, int]]:
    """Each village with open surveys: how many, and how many of them are overdue."""
    counts = select(Survey.region, func.count(), func.count().filter(col(Survey.due_on) < on))
    query = counts.where(Survey.state == SurveyState.OPEN).group_by(col(Survey.region)).order_by(col(Survey.region))
    return [(region, open_, overdue) for region, open_, overdue in await session.exec(query)]
