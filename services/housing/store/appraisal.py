"""What housing asks its database of appraisals."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import AppraisalState, NoSuchAppraisal, Opinion
from services.housing.rules.house import Grade
from services.housing.store.house import lock_house
from services.housing.tables import Appraisal, Appraiser

UNDER_WAY = (AppraisalState.ASKED, AppraisalState.DRAFT)


async def get_appraisal(session: AsyncSession, id: UUID) -> Appraisal:
    """Raises NoSuchAppraisal."""
    return _there(await session.get(Appraisal, id), id)


async def lock_appraisal(session: AsyncSession, id: UUID) -> Appraisal:
    """The appraisal, its house locked before it: whatever concerns one house comes one after another. Raises NoSuchAppraisal."""
    appraisal = await get_appraisal(session, id)
    await lock_house(session, appraisal.house_id)
    return _there(await session.get(Appraisal, id, with_for_update=True, populate_existing=True), id)


def _there(appraisal: Appraisal | None, id: UUID) -> Appraisal:
    if appraisal is None:
        raise NoSuchAppraisal(appraisal_id=str(id))
    return appraisal


async def find_under_way(session: AsyncSession, house_id: UUID) -> Appraisal | None:
    """The house's appraisal that is not signed yet."""
    query = select(Appraisal).where(Appraisal.house_id == house_id, col(Appraisal.state).in_(UNDER_WAY))
    return (await session.exec(query)).one_or_none()


async def list_opinions(session: AsyncSession, first_id: UUID) -> list[Opinion]:
    """What was signed of a chain, the first opinion first."""
    query = (
        select(Appraisal, Appraiser.institution)
        .join(Appraiser, col(Appraiser.id) == col(Appraisal.appraiser_id))
        .where(Appraisal.first_id == first_id, Appraisal.state == AppraisalState.SIGNED)
        .order_by(col(Appraisal.opinion))
    )
    return [
        Opinion(one.id, one.opinion, one.grade, one.appraiser_id, institution)
        for one, institution in await session.exec(query)
        if one.grade is not None and one.appraiser_id is not None
    ]


async def list_chain(session: AsyncSession, first_id: UUID) -> Sequence[Appraisal]:
    query = select(Appraisal).where(Appraisal.first_id == first_id).order_by(col(Appraisal.opinion), col(Appraisal.id))
    return (await session.exec(query)).all()


async def list_appraisals(
    session: AsyncSession,
    *,
    state: AppraisalState | None,
    grade: Grade | None,
    house_id: UUID | None,
    region: str | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Appraisal]:
    """The first asked first; one more than `limit`."""
    query = select(Appraisal).where(*_asked(state, grade, house_id, region)).order_by(col(Appraisal.id)).limit(limit + 1)
    if after is not None:
        query = query.where(col(Appraisal.id) > after)
    return (await session.exec(query)).all()


async def list_latest(
    session: AsyncSession, *, state: AppraisalState | None, grade: Grade | None, region: str | None, limit: int
) -> Sequence[Appraisal]:
    """The last asked first."""
    query = select(Appraisal).where(*_asked(state, grade, None, region)).order_by(col(Appraisal.id).desc()).limit(limit)
    return (await session.exec(query)).all()


async def count_appraisals(session: AsyncSession, *, region: str | None) -> dict[tuple[AppraisalState, Grade | None], int]:
    query = (
        select(Appraisal.state, Appraisal.grade, func.count())
        .where(*_asked(None, None, None, region))
        .group_by(col(Appraisal.state), col(Appraisal.grade))
    )
    return {(AppraisalState(state), Grade(grade) if grade else None): many for state, grade, many in await session.exec(query)}


def _asked(state: AppraisalState | None, grade: Grade | None, house_id: UUID | None, region: str | None) -> list[Any]:
    asked: list[Any] = []
    if state is not None:
        asked.append(Appraisal.state == state)
    if grade is not None:
        asked.append(Appraisal.grade == grade)
    if house_id is not None:
        asked.append(Appraisal.house_id == house_id)
    if region is not None:
        asked.append(col(Appraisal.region).startswith(region, autoescape=True))
    return asked


async def void_appraisals(session: AsyncSession, *, region: str, happened_on: date, why: str) -> Sequence[UUID]:
    """The houses of a place whose valid appraisals saw them before the day, in one statement; those voided before stay so."""
    void = (
        update(Appraisal)
        .where(
            col(Appraisal.region).startswith(region, autoescape=True),
            col(Appraisal.state) == AppraisalState.SIGNED,
            col(Appraisal.visited_on) < happened_on,
            col(Appraisal.valid_until_on) >= happened_on,
            col(Appraisal.voided_on).is_(None),
        )
        .values(voided_on=happened_on, voided_why=why)
        .returning(col(Appraisal.house_id))
        .execution_options(synchronize_session=False)
    )
    return list((await session.execute(void)).scalars())
