"""Health files and what lies in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.file import NoSuchHealthFile, Screening
from services.medical.rules.health.programme import Kind
from services.medical.store.health.reads import Reading, traced
from services.medical.tables import HealthFile, HealthTick

_other = aliased(HealthFile)


@dataclass(frozen=True)
class Wanted:
    """Which files a list is to hold."""

    kind: Kind | None = None
    programme: str | None = None
    region: str | None = None
    household_id: UUID | None = None
    is_open: bool | None = None
    is_overdue: bool | None = None
    is_treated_free: bool | None = None
    screening: Screening | None = None
    is_screened: bool | None = None
    is_treated: bool | None = None
    level_from: int | None = None
    lacks: Sequence[str] = ()
    """Items of the checklist: a file is wanted that lacks any of them."""


async def lock_file(session: AsyncSession, file_id: UUID) -> HealthFile:
    """For a change. Raises NoSuchHealthFile, also for one that is not theirs."""
    file = await session.get(HealthFile, file_id, with_for_update=True, populate_existing=True)
    if file is None:
        raise NoSuchHealthFile(health_file_id=file_id)
    return file


async def lock_open_files(session: AsyncSession, identity_hash: str) -> Sequence[HealthFile]:
    """A person's, for a change."""
    query = select(HealthFile).where(HealthFile.identity_hash == identity_hash, col(HealthFile.closed_on).is_(None))
    return (await session.exec(query.order_by(col(HealthFile.id)).with_for_update())).all()


async def add_file(session: AsyncSession, file: HealthFile) -> bool:
    """False if the person has an open file in that programme, with whomever."""
    added = await session.execute(
        insert(HealthFile).values(**file.model_dump()).on_conflict_do_nothing().returning(col(HealthFile.id))
    )
    return added.first() is not None


async def get_file(session: AsyncSession, reading: Reading, file_id: UUID) -> HealthFile:
    """Raises NoSuchHealthFile, also for one that is not theirs."""
    file = await session.get(HealthFile, file_id)
    if file is None:
        raise NoSuchHealthFile(health_file_id=file_id)
    await traced(session, reading, [file])
    return file


async def list_files(
    session: AsyncSession, reading: Reading, wanted: Wanted, *, on: date, after: UUID | None = None, limit: int
) -> Sequence[HealthFile]:
    """In the order in which they were opened."""
    query = _matching(select(HealthFile), wanted, on).order_by(col(HealthFile.id)).limit(limit)
    if after is not None:
        query = query.where(col(HealthFile.id) > after)
    return await traced(session, reading, (await session.exec(query)).all())


async def list_most_overdue(
    session: AsyncSession, reading: Reading, *, within: str, on: date, limit: int
) -> Sequence[HealthFile]:
    """Missed visits, the longest missed first."""
    query = _matching(select(HealthFile), Wanted(region=within, is_overdue=True), on)
    query = query.order_by(col(HealthFile.next_due_on), col(HealthFile.id)).limit(limit)
    return await traced(session, reading, (await session.exec(query)).all())


async def list_files_of(session: AsyncSession, reading: Reading, identity_hash: str) -> Sequence[HealthFile]:
    """Everything that the asker may see of one person."""
    query = select(HealthFile).where(HealthFile.identity_hash == identity_hash).order_by(col(HealthFile.id))
    return await traced(session, reading, (await session.exec(query)).all())


def _matching(query: Select[Any], wanted: Wanted, on: date) -> Any:
    for column, value in (
        (HealthFile.kind, wanted.kind),
        (HealthFile.programme, wanted.programme),
        (HealthFile.household_id, wanted.household_id),
        (HealthFile.is_treated_free, wanted.is_treated_free),
        (HealthFile.screening, wanted.screening),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    if wanted.region is not None:
        query = query.where(col(HealthFile.region).startswith(wanted.region))
    if wanted.level_from is not None:
        query = query.where(col(HealthFile.level) >= wanted.level_from)
    if wanted.is_open is not None:
        query = query.where(col(HealthFile.closed_on).is_(None) == wanted.is_open)
    for noted, is_there in ((HealthFile.screening, wanted.is_screened), (HealthFile.treated_on, wanted.is_treated)):
        if is_there is not None:
            query = query.where(col(noted).is_not(None) == is_there)
    if wanted.is_overdue is not None:
        overdue = col(HealthFile.closed_on).is_(None) & func.coalesce(col(HealthFile.next_due_on) < on, False)
        query = query.where(overdue == wanted.is_overdue)
    if wanted.lacks:
        # The eight ones belong to a person: what one of their files has counts for all.
        ticked = (
            select(func.count(col(HealthTick.item).distinct()))
            .join(_other, col(_other.id) == HealthTick.file_id)
            .where(_other.identity_hash == HealthFile.identity_hash, col(HealthTick.item).in_(wanted.lacks))
            .correlate(HealthFile)
            .scalar_subquery()
        )
        query = query.where(ticked < len(wanted.lacks))
    return query
