"""What housing asks its database of surveys."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.survey import NoSuchSurvey, SurveyState
from services.housing.tables import Survey
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


async def lock_survey_of(session: AsyncSession, case_id: UUID) -> Survey | None:
    """The case's survey, if it has one."""
    return (await session.exec(select(Survey).where(Survey.case_id == case_id).with_for_update())).one_or_none()


def _there(survey: Survey | None, id: UUID) -> Survey:
    if survey is None:
        raise NoSuchSurvey(survey_id=str(id))
    return survey


async def list_surveys(
    session: AsyncSession, *, state: SurveyState | None, is_overdue: bool | None, on: date, after: UUID | None, limit: int
) -> Sequence[Survey]:
    """In the order in which they were opened."""
    query = select(Survey).order_by(col(Survey.id)).limit(limit)
    if after is not None:
        query = query.where(col(Survey.id) > after)
    if state is not None:
        query = query.where(Survey.state == state)
    if is_overdue is not None:
        overdue = (col(Survey.state) == SurveyState.OPEN) & (col(Survey.due_on) < on)
        query = query.where(overdue if is_overdue else ~overdue)
    return (await session.exec(query)).all()


async def list_open(session: AsyncSession, *, limit: int) -> Sequence[Survey]:
    """What is still to be done, the most urgent first."""
    query = select(Survey).where(Survey.state == SurveyState.OPEN).order_by(col(Survey.due_on), col(Survey.id))
    return (await session.exec(query.limit(limit))).all()


async def list_lately_completed(session: AsyncSession, *, limit: int) -> Sequence[Survey]:
    query = select(Survey).where(Survey.state == SurveyState.COMPLETED)
    return (await session.exec(query.order_by(col(Survey.completed_on).desc(), col(Survey.id).desc()).limit(limit))).all()


async def count_open(session: AsyncSession, *, on: date) -> tuple[int, int]:
    """How many surveys are open, and how many of them are overdue."""
    counts = select(func.count(), func.count().filter(col(Survey.due_on) < on)).where(Survey.state == SurveyState.OPEN)
    open_, overdue = (await session.execute(counts)).one()
    return open_, overdue
