"""Yearly examinations: done, and still due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.health.reads import Reading, trace_people, traced
from services.medical.tables import HealthExamination

# Who they are is said by registry, from a day on; a name is known where any record of ours has one.
_ENTITLED = """
WITH latest AS (
    SELECT DISTINCT ON (identity_hash) identity_hash, person_id, household_id, region, classes
    FROM beneficiary WHERE in_force_on <= :on ORDER BY identity_hash, in_force_on DESC
), entitled AS (
    SELECT latest.* FROM latest
    WHERE EXISTS (SELECT FROM jsonb_array_elements_text(CAST(:classes AS jsonb)) AS class WHERE latest.classes ? class)
      AND starts_with(region, :within)
)
"""
_DUE = text(f"""{_ENTITLED}
SELECT entitled.identity_hash, entitled.person_id, entitled.region, named.name_sealed, named.id_number_sealed
FROM entitled
LEFT JOIN LATERAL (
    SELECT name_sealed, id_number_sealed FROM health_examination WHERE identity_hash = entitled.identity_hash
    UNION ALL SELECT name_sealed, id_number_sealed FROM health_file WHERE identity_hash = entitled.identity_hash
    UNION ALL SELECT name_sealed, id_number_sealed FROM family_contract WHERE identity_hash = entitled.identity_hash
    LIMIT 1
) AS named ON true
WHERE NOT EXISTS (SELECT FROM health_examination done WHERE done.identity_hash = entitled.identity_hash AND done.year = :year)
  AND entitled.person_id > :after
ORDER BY entitled.person_id LIMIT :limit
""")  # noqa: S608  names of our own
_COUNT = text(f"""{_ENTITLED}
SELECT left(entitled.region, 9) AS town, count(*) AS entitled, count(done.id) AS examined
FROM entitled LEFT JOIN health_examination done ON done.identity_hash = entitled.identity_hash AND done.year = :year
GROUP BY 1 ORDER BY 1
""")  # noqa: S608

_FIRST = UUID(int=0)


@dataclass(frozen=True)
class Due:
    """Somebody who has not been examined this year."""

    identity_hash: str
    person_id: UUID
    region: str
    name_sealed: bytes | None
    id_number_sealed: bytes | None


@dataclass(frozen=True)
class Examined:
    """How many of a town's people who are entitled have been examined this year."""

    town: str
    entitled: int
    examined: int


async def add_examination(session: AsyncSession, examination: HealthExamination) -> bool:
    """False if the person was examined that year already."""
    added = await session.execute(
        insert(HealthExamination).values(**examination.model_dump()).on_conflict_do_nothing().returning(col(HealthExamination.id))
    )
    return added.first() is not None


async def list_examinations_of(session: AsyncSession, reading: Reading, identity_hash: str) -> Sequence[HealthExamination]:
    query = select(HealthExamination).where(HealthExamination.identity_hash == identity_hash)
    return await traced(session, reading, (await session.exec(query.order_by(col(HealthExamination.year)))).all())


async def list_due(
    session: AsyncSession,
    reading: Reading,
    *,
    classes: Sequence[str],
    within: str,
    year: int,
    on: date,
    after: UUID | None = None,
    limit: int,
) -> list[Due]:
    """By person; `within` is a region code, empty for all that the asker sees."""
    given = _given(classes, within, year, on) | {"after": after or _FIRST, "limit": limit}
    due = [Due(**row) for row in (await session.execute(_DUE, given)).mappings()]
    people = [(one.identity_hash, one.person_id, one.region) for one in due]
    await trace_people(session, reading, HealthExamination.__tablename__, people)
    return due


async def count_examined(
    session: AsyncSession, *, classes: Sequence[str], within: str, year: int, on: date
) -> Sequence[Examined]:
    """By town. Numbers: whoever asks for a board leaves the board's trace."""
    return [Examined(**row) for row in (await session.execute(_COUNT, _given(classes, within, year, on))).mappings()]


def _given(classes: Sequence[str], within: str, year: int, on: date) -> dict[str, Any]:
    return {"classes": orjson.dumps(classes).decode(), "within": within, "year": year, "on": on}
