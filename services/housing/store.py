"""What housing asks its database and its policy files."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import NoSuchAcceptance, SubsidyState
from services.housing.rules.policy import SurveyPolicy
from services.housing.rules.survey import NoSuchSurvey, NoSurveyRule, SurveyState
from services.housing.tables import Acceptance, House, Survey
from shared.policy.document import in_force, read_document
from shared.rows import as_json, owing

_FOLDER = Path(__file__).with_name("policy")

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


def read_policy(path: Path) -> tuple[SurveyPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(SurveyPolicy, path)


@lru_cache
def _policies() -> dict[str, tuple[SurveyPolicy, str]]:
    read = map(read_policy, sorted(_FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_policies() -> list[SurveyPolicy]:
    return [policy for policy, _ in _policies().values()]


def get_policy(region: str, on: date) -> tuple[SurveyPolicy, str]:
    """The policy in force there and then, with its version. Raises NoSurveyRule."""
    policy = in_force(list_policies(), region=region, on=on)
    if policy is None:
        raise NoSurveyRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_policy_named(name: str) -> SurveyPolicy:
    """The policy that a survey was opened under; a file is never taken away."""
    return _policies()[name][0]


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


async def lock_house_of(session: AsyncSession, household_id: UUID, region: str) -> House:
    """The household's house, known from now on, locked."""
    known = House(household_id=household_id, region=region).model_dump()
    await session.execute(insert(House).values(known).on_conflict_do_nothing())
    return (await session.exec(select(House).where(House.household_id == household_id).with_for_update())).one()


async def find_standing_acceptance(session: AsyncSession, house_id: UUID, budget_code: str) -> Acceptance | None:
    """What was not revoked."""
    of_house = select(Acceptance).where(Acceptance.house_id == house_id, Acceptance.budget_code == budget_code)
    return (await session.exec(of_house.where(col(Acceptance.revoked_at).is_(None)))).first()


async def get_acceptance(session: AsyncSession, id: UUID) -> Acceptance:
    """Raises NoSuchAcceptance."""
    return _known(await session.get(Acceptance, id), id)


async def lock_acceptance(session: AsyncSession, id: UUID) -> Acceptance:
    """Raises NoSuchAcceptance."""
    return _known(await lock_acceptance_if_there(session, id), id)


async def lock_acceptance_if_there(session: AsyncSession, id: UUID) -> Acceptance | None:
    return await session.get(Acceptance, id, with_for_update=True, populate_existing=True)


def _known(acceptance: Acceptance | None, id: UUID) -> Acceptance:
    if acceptance is None:
        raise NoSuchAcceptance(acceptance_id=str(id))
    return acceptance


async def list_acceptances(
    session: AsyncSession, *, subsidy: SubsidyState | None, survey_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[Acceptance]:
    """The first accepted first."""
    query = select(Acceptance).order_by(col(Acceptance.id)).limit(limit)
    if after is not None:
        query = query.where(col(Acceptance.id) > after)
    if subsidy is not None:
        query = query.where(Acceptance.subsidy == subsidy)
    if survey_id is not None:
        query = query.where(Acceptance.survey_id == survey_id)
    return (await session.exec(query)).all()
