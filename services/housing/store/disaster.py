"""What housing asks its database of disasters: which there are, what was done with each, which still need somebody."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.disaster import DisasterAct, NoSuchDisaster, NotStruck
from services.housing.rules.survey import SurveyState
from services.housing.tables import Disaster, DisasterEvent, StruckHousehold, Survey
from shared.database import EVERYWHERE

# What this disaster's command opened and nobody else waits for is called off; what a case, a campaign, somebody's call or another
# disaster waits for goes back to its place.
_LET_GO = text("""
WITH still AS (
    SELECT struck.survey_id FROM struck_household struck JOIN disaster ON disaster.id = struck.disaster_id
    WHERE struck.disaster_id <> :disaster_id AND disaster.ended_at IS NULL AND struck.survey_id IS NOT NULL
), own AS (
    SELECT survey.id, survey.case_id IS NULL AND survey.campaign_id IS NULL
                      AND (survey.origin = 'case' OR bool_or(survey.detected_at = struck.joined_at)) AS is_idle
    FROM struck_household struck JOIN survey ON survey.id = struck.survey_id
    WHERE struck.disaster_id = :disaster_id AND survey.state = 'open' AND survey.id NOT IN (SELECT survey_id FROM still)
    GROUP BY survey.id
), freed AS (
    UPDATE survey SET
        state = CASE WHEN own.is_idle THEN 'cancelled' ELSE state END,
        cancelled_why = CASE WHEN own.is_idle THEN :why ELSE cancelled_why END,
        origin = CASE WHEN own.is_idle AND origin = 'case' THEN 'disaster' ELSE origin END,
        is_urgent = false, due_at = NULL
    FROM own WHERE survey.id = own.id
    RETURNING 1
) SELECT count(*) FROM freed
""")


async def get_disaster(session: AsyncSession, id: UUID) -> Disaster:
    """Raises NoSuchDisaster."""
    return _there(await session.get(Disaster, id), id)


async def lock_disaster(session: AsyncSession, id: UUID) -> Disaster:
    """Raises NoSuchDisaster."""
    return _there(await session.get(Disaster, id, with_for_update=True, populate_existing=True), id)


def _there(disaster: Disaster | None, id: UUID) -> Disaster:
    if disaster is None:
        raise NoSuchDisaster(disaster_id=str(id))
    return disaster


async def find_disaster(session: AsyncSession, id: UUID) -> Disaster | None:
    return await session.get(Disaster, id)


async def find_same(session: AsyncSession, *, kind: str, region: str, happened_at: datetime) -> Disaster | None:
    """A running one of the same kind in the same county, that happened at the same hour."""
    query = select(Disaster).where(Disaster.kind == kind, Disaster.region == region, col(Disaster.ended_at).is_(None))
    return (await session.exec(query.where(Disaster.happened_at == happened_at))).first()


async def list_running(session: AsyncSession) -> Sequence[Disaster]:
    return (await session.exec(select(Disaster).where(col(Disaster.ended_at).is_(None)).order_by(col(Disaster.id)))).all()


async def list_disasters(
    session: AsyncSession, *, seen_from: str, is_ended: bool | None, after: UUID | None, limit: int
) -> Sequence[Disaster]:
    """Those over or inside a place, the latest first; one more than `limit`."""
    query = select(Disaster).order_by(col(Disaster.id).desc()).limit(limit + 1)
    if own := seen_from.removesuffix(EVERYWHERE):
        query = query.where(or_(col(Disaster.region).startswith(own, autoescape=True), Disaster.region == own[:6]))
    if is_ended is not None:
        query = query.where(col(Disaster.ended_at).is_not(None) if is_ended else col(Disaster.ended_at).is_(None))
    if after is not None:
        query = query.where(col(Disaster.id) < after)
    return (await session.exec(query)).all()


def add_disaster_event(
    session: AsyncSession,
    disaster: Disaster,
    act: DisasterAct,
    *,
    by: str,
    at: datetime,
    said: str = "",
    households: int = 0,
    surveys: int = 0,
) -> None:
    """A line of its record."""
    line = DisasterEvent(
        disaster_id=disaster.id,
        region=disaster.region,
        act=act,
        at=at,
        by=by,
        said=said,
        households=households,
        surveys=surveys,
    )
    session.add(line)


async def list_disaster_events(session: AsyncSession, disaster_id: UUID) -> Sequence[DisasterEvent]:
    """As they happened."""
    query = select(DisasterEvent).where(DisasterEvent.disaster_id == disaster_id).order_by(col(DisasterEvent.id))
    return (await session.exec(query)).all()


async def let_go(session: AsyncSession, disaster_id: UUID, *, why: str) -> int:
    """Nobody has to look any more for this disaster's sake at what nobody looked at. How many surveys that was."""
    return int((await session.execute(_LET_GO, {"disaster_id": disaster_id, "why": why})).scalar_one())


async def struck_at(session: AsyncSession, survey_id: UUID) -> datetime | None:
    """When the last disaster happened for which this survey is made: what was seen earlier says nothing of it."""
    for_it = col(StruckHousehold.disaster_id) == Disaster.id
    query = select(func.max(Disaster.happened_at)).join(StruckHousehold, for_it).where(StruckHousehold.survey_id == survey_id)
    return (await session.exec(query)).one()


async def get_struck(session: AsyncSession, disaster_id: UUID, household_id: UUID) -> StruckHousehold:
    """Raises NotStruck."""
    query = select(StruckHousehold).where(
        StruckHousehold.disaster_id == disaster_id, StruckHousehold.household_id == household_id
    )
    struck = (await session.exec(query)).one_or_none()
    if struck is None:
        raise NotStruck(pointer="/household_id", household_id=str(household_id))
    return struck


async def is_struck(session: AsyncSession, *, survey_id: UUID, house_id: UUID) -> bool:
    """Whether a disaster's survey found this house as it is, or one that is not over strikes it."""
    running = select(Disaster.id).where(col(Disaster.ended_at).is_(None)).scalar_subquery()
    by_disaster = (col(StruckHousehold.house_id) == house_id) & col(StruckHousehold.disaster_id).in_(running)
    query = select(StruckHousehold.id).where(or_(StruckHousehold.survey_id == survey_id, by_disaster)).limit(1)
    return (await session.exec(query)).first() is not None


async def is_surveyed_for_running(session: AsyncSession, survey_id: UUID) -> bool:
    """Whether a disaster that is not over waits for this survey."""
    query = select(Disaster.id).join(StruckHousehold, col(StruckHousehold.disaster_id) == Disaster.id).limit(1)
    query = query.where(StruckHousehold.survey_id == survey_id, col(Disaster.ended_at).is_(None))
    return (await session.exec(query)).first() is not None


async def list_housemates(session: AsyncSession, survey: Survey) -> Sequence[StruckHousehold]:
    """Other households of the same house that wait for this survey, each once."""
    query = select(StruckHousehold).where(
        StruckHousehold.survey_id == survey.id, StruckHousehold.household_id != survey.household_id
    )
    found = (await session.exec(query.order_by(col(StruckHousehold.id).desc()))).all()
    return list({each.household_id: each for each in found}.values())


async def lock_surveys_to_join(session: AsyncSession, household_ids: Collection[UUID]) -> dict[UUID, Survey]:
    """By struck household, the open survey that a disaster has made for its house and no case waits for yet."""
    query = (
        select(StruckHousehold.household_id, Survey)
        .join(Survey, col(Survey.id) == StruckHousehold.survey_id)
        .where(col(StruckHousehold.household_id).in_(household_ids), col(Survey.case_id).is_(None))
        .where(Survey.state == SurveyState.OPEN, col(Survey.is_urgent))
        .order_by(col(Survey.id))
        .with_for_update(of=Survey)
        .execution_options(populate_existing=True)
    )
    return dict((await session.exec(query)).all())
