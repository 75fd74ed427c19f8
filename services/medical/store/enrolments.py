"""Enrolment files, and how they differ from the rosters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.enrolment import NoSuchEnrolmentFile
from services.medical.rules.premium import Scheme
from services.medical.tables import Beneficiary, Enrolment, EnrolmentFile, Roster
from shared import rows

AT_ONCE = 5_000
_FIRST = UUID(int=0)

# Of the year's list as it stands after the roster, and of those insured by the files that stand, in the region of the roster.
_SIDES = """
WITH listed AS (
    SELECT * FROM (
        SELECT DISTINCT ON (e.identity_hash) e.identity_hash, e.person_id, e.region, e.by_class, e.change
        FROM roster_entry e JOIN roster r ON r.id = e.roster_id
        WHERE r.programme = :programme AND r.year = :year AND r.region = :region AND r.number <= :number
          AND (r.status = 'confirmed' OR r.number = :number)
        ORDER BY e.identity_hash, r.number DESC
    ) AS last WHERE change <> 'removed'
), insured AS (
    SELECT i.id, i.identity_hash, i.region, i.file_id, i.row_no, f.scheme
    FROM enrolment i JOIN enrolment_file f ON f.id = i.file_id
    WHERE f.replaced_by IS NULL AND f.year = :year AND f.scheme = ANY(:schemes)
      AND (starts_with(f.region, :region) OR starts_with(:region, f.region))
), known AS (
    SELECT identity_hash, person_id FROM beneficiary WHERE until_on IS NULL
)
"""
_ROWS = {
    "missing": """
        SELECT l.person_id AS id, l.person_id, l.identity_hash, l.region, l.by_class,
               CAST(NULL AS text) AS scheme, CAST(NULL AS uuid) AS file_id, CAST(NULL AS integer) AS row_no
        FROM listed l WHERE NOT EXISTS (SELECT FROM insured i WHERE i.identity_hash = l.identity_hash)
    """,
    "extra": """
        SELECT i.id, k.person_id, i.identity_hash, i.region, CAST(NULL AS text) AS by_class, i.scheme, i.file_id, i.row_no
        FROM insured i LEFT JOIN known k USING (identity_hash)
        WHERE i.scheme = :scheme AND NOT EXISTS (SELECT FROM listed l WHERE l.identity_hash = i.identity_hash)
    """,
    "twice": """
        SELECT i.id, k.person_id, i.identity_hash, i.region, l.by_class, i.scheme, i.file_id, i.row_no
        FROM insured i LEFT JOIN known k USING (identity_hash) LEFT JOIN listed l USING (identity_hash)
        WHERE i.identity_hash IN (SELECT identity_hash FROM insured GROUP BY identity_hash HAVING count(*) > 1)
    """,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody who should be insured and is not, or one row of an enrolment file that should not be."""

    id: UUID
    person_id: UUID | None
    identity_hash: str
    region: str
    by_class: str | None
    scheme: str | None
    file_id: UUID | None
    row_no: int | None


async def lock_scheme(session: AsyncSession, scheme: Scheme, year: int) -> None:
    """One file at a time of a scheme and year: what it replaces must be certain."""
    key = {"key": f"enrolment {scheme.value} {year}"}
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)


async def list_standing(session: AsyncSession, scheme: Scheme, year: int, region: str) -> list[EnrolmentFile]:
    """Files that count, whose region holds this one or lies in it."""
    query = select(EnrolmentFile).where(
        EnrolmentFile.scheme == scheme.value, EnrolmentFile.year == year, col(EnrolmentFile.replaced_by).is_(None)
    )
    found = await session.exec(query)
    return [file for file in found if file.region.startswith(region) or region.startswith(file.region)]


async def list_files(
    session: AsyncSession, *, region: str, scheme: Scheme | None, year: int | None, after: UUID | None, limit: int
) -> list[EnrolmentFile]:
    """The newest first; one more than `limit`."""
    query = select(EnrolmentFile).where(func.starts_with(col(EnrolmentFile.region), region))
    if scheme:
        query = query.where(EnrolmentFile.scheme == scheme.value)
    if year is not None:
        query = query.where(EnrolmentFile.year == year)
    if after:
        query = query.where(col(EnrolmentFile.id) < after)
    return list(await session.exec(query.order_by(col(EnrolmentFile.id).desc()).limit(limit + 1)))


async def get_file(session: AsyncSession, file_id: UUID) -> EnrolmentFile:
    """Raises NoSuchEnrolmentFile."""
    file = await session.get(EnrolmentFile, file_id)
    if file is None:
        raise NoSuchEnrolmentFile(file_id=file_id)
    return file


async def villages_of(session: AsyncSession, hashes: Sequence[str]) -> dict[str, str]:
    """Where registry says that these people live, by identity hash."""
    query = select(Beneficiary.identity_hash, Beneficiary.region).where(
        col(Beneficiary.identity_hash).in_(hashes), col(Beneficiary.until_on).is_(None)
    )
    return {hash: region for hash, region in await session.exec(query)} if hashes else {}


async def add_enrolments(session: AsyncSession, enrolments: Sequence[Enrolment]) -> None:
    for start in range(0, len(enrolments), AT_ONCE):
        await rows.insert(session, *enrolments[start : start + AT_ONCE])


async def list_differences(
    session: AsyncSession, roster: Roster, *, kind: str, region: str, after: UUID | None, limit: int
) -> list[Difference]:
    """By id (of the person who is missing, of the enrolment that is not right); one more than `limit`."""
    statement = text(f"""{_SIDES} SELECT * FROM ({_ROWS[kind]}) AS found
        WHERE id > CAST(:after AS uuid) AND starts_with(region, :within) ORDER BY id LIMIT :limit""")  # noqa: S608
    found = await session.execute(statement, _asked(roster) | {"after": after or _FIRST, "within": region, "limit": limit + 1})
    return [Difference(**row) for row in found.mappings()]


async def count_differences(session: AsyncSession, roster: Roster, *, kind: str, region: str) -> dict[str, int]:
    """By village, in the order of codes."""
    statement = text(f"""{_SIDES} SELECT region, count(*) AS persons FROM ({_ROWS[kind]}) AS found
        WHERE starts_with(region, :within) GROUP BY region ORDER BY region""")  # noqa: S608
    found = await session.execute(statement, _asked(roster) | {"within": region})
    return {row.region: row.persons for row in found}


def _asked(roster: Roster) -> dict[str, Any]:
    terms = roster.programme_terms
    return {
        "programme": roster.programme,
        "year": roster.year,
        "region": roster.region,
        "number": roster.number,
        "scheme": terms["scheme"],
        "schemes": [terms["scheme"], *terms["also_insured_in"]],
    }
