"""Who read which health record, for what. Every function here that hands out records takes a `Reading` and leaves its trace in
the same transaction: a reading without a trace cannot be written down in code, and one whose trace fails hands out nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.reading import Purpose
from services.medical.tables import FamilyContract, HealthExamination, HealthFile, HealthRead
from shared.periods import CHINA, end_of_day
from shared.rows import insert
from shared.security import Principal

Record = TypeVar("Record", HealthFile, FamilyContract, HealthExamination)


@dataclass(frozen=True)
class Reading:
    """One reading: by whom, through which door, for what."""

    by: Principal
    way: str
    purpose: Purpose

    def trace(self, record: str, **whose: Any) -> HealthRead:
        return HealthRead(
            by=self.by.subject,
            role=self.by.role,
            org=self.by.org,
            purpose=self.purpose,
            way=self.way,
            record=record,
            **{"region": self.by.region} | whose,
        )


async def traced(session: AsyncSession, reading: Reading, records: Sequence[Record]) -> Sequence[Record]:
    """The same records, each with a line about who read it."""
    await insert(
        session,
        *[
            reading.trace(
                str(record.__tablename__),
                record_id=record.id,
                identity_hash=record.identity_hash,
                person_id=record.person_id,
                region=record.region,
            )
            for record in records
        ],
    )
    return records


async def trace_counts(session: AsyncSession, reading: Reading, board: str) -> None:
    """A board of numbers was read: nobody's record, and still health data."""
    await insert(session, reading.trace(board))


async def trace_people(
    session: AsyncSession, reading: Reading, record: str, people: Iterable[tuple[str, UUID | None, str]]
) -> None:
    """People were read who have no record yet: identity hash, person, region."""
    traces = [reading.trace(record, identity_hash=hash_, person_id=person, region=region) for hash_, person, region in people]
    await insert(session, *traces)


async def list_reads(
    session: AsyncSession,
    *,
    reader: str | None,
    purpose: Purpose | None,
    record_id: UUID | None,
    person_id: UUID | None,
    since: date | None,
    until: date | None,
    after: UUID | None,
    limit: int,
) -> Sequence[HealthRead]:
    """In the order in which they happened; auditors of the region see them, and nobody else."""
    query = select(HealthRead).order_by(col(HealthRead.id)).limit(limit)
    for column, value in (
        (HealthRead.by, reader),
        (HealthRead.purpose, purpose),
        (HealthRead.record_id, record_id),
        (HealthRead.person_id, person_id),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    if after is not None:
        query = query.where(col(HealthRead.id) > after)
    if since is not None:
        query = query.where(col(HealthRead.read_at) >= datetime.combine(since, time.min, CHINA))
    if until is not None:
        query = query.where(col(HealthRead.read_at) <= end_of_day(until))
    return (await session.exec(query)).all()
