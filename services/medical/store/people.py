"""Who is entitled: what registry has told us, and cover that cases have opened. Found by the keyed hash of the ID number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import Beneficiary, Cover, YearAccount
from shared.rows import OWE, as_json, owing

_PUT_BENEFICIARY = text("""
INSERT INTO beneficiary SELECT * FROM jsonb_populate_record(NULL::beneficiary, CAST(:beneficiary AS jsonb))
ON CONFLICT (identity_hash, in_force_on) DO UPDATE
SET person_id = excluded.person_id, household_id = excluded.household_id, region = excluded.region, classes = excluded.classes
""")

_CHAIN = text("""
UPDATE beneficiary SET until_on = later.until_on
FROM (SELECT in_force_on, lead(in_force_on) OVER (ORDER BY in_force_on) AS until_on
      FROM beneficiary WHERE identity_hash = :identity_hash) AS later
WHERE beneficiary.identity_hash = :identity_hash AND beneficiary.in_force_on = later.in_force_on
  AND beneficiary.until_on IS DISTINCT FROM later.until_on
""")

_ADD_COVERS = text(f"""
WITH covered AS (
    INSERT INTO cover SELECT * FROM jsonb_populate_recordset(NULL::cover, CAST(:covers AS jsonb))
    ON CONFLICT DO NOTHING
)
{OWE}
""")  # noqa: S608  the only interpolation is a constant of our own


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of a person on a day."""

    person_id: UUID | None
    classes: tuple[str, ...]
    has_cover: bool
    household_id: UUID | None = None


async def get_standing(session: AsyncSession, identity_hash: str, *, on: date) -> Standing:
    """A person of whom we know nothing has no classes and no cover."""
    known = (
        await session.exec(
            select(Beneficiary)
            .where(Beneficiary.identity_hash == identity_hash, col(Beneficiary.in_force_on) <= on)
            .order_by(col(Beneficiary.in_force_on).desc())
            .limit(1)
        )
    ).first()
    cover = (
        await session.exec(
            select(Cover)
            .where(Cover.identity_hash == identity_hash, col(Cover.in_force_on) <= on)
            .order_by(col(Cover.in_force_on).desc())
            .limit(1)
        )
    ).first()
    told = known or cover
    return Standing(
        told.person_id if told else None,
        tuple(known.classes) if known else (),
        cover is not None,
        told.household_id if told else None,
    )


async def is_in_case(session: AsyncSession, identity_hash: str) -> bool:
    """Whether a case has opened cover for somebody at all, from whichever day on."""
    return (await session.exec(select(Cover.case_id).where(Cover.identity_hash == identity_hash).limit(1))).first() is not None


async def list_known(session: AsyncSession, identity_hashes: Sequence[str], *, on: date) -> dict[str, Beneficiary]:
    """What registry says of these people on a day; whoever it has said nothing of is missing."""
    query = (
        select(Beneficiary)
        .where(col(Beneficiary.identity_hash).in_(identity_hashes), col(Beneficiary.in_force_on) <= on)
        .ext(distinct_on(col(Beneficiary.identity_hash)))
        .order_by(col(Beneficiary.identity_hash), col(Beneficiary.in_force_on).desc())
    )
    return {known.identity_hash: known for known in (await session.exec(query)).all()}


async def find_year(session: AsyncSession, identity_hash: str, year: int) -> YearAccount | None:
    """Of whoever comes with this number, under whichever it is counted."""
    of_person = col(YearAccount.identity_hash) == func.account_of(identity_hash)
    return (await session.exec(select(YearAccount).where(of_person, YearAccount.year == year))).one_or_none()


async def put_beneficiary(session: AsyncSession, beneficiary: Beneficiary) -> None:
    """What registry says of one day replaces what it said of the same day before; each row learns when the next one begins.

    Days may come in any order.
    """
    await session.execute(_PUT_BENEFICIARY, {"beneficiary": orjson.dumps(beneficiary.model_dump()).decode()})
    await session.execute(_CHAIN, {"identity_hash": beneficiary.identity_hash})


async def add_covers(session: AsyncSession, covers: Sequence[Cover], *, owed: Sequence[Mapping[str, object]]) -> None:
    """The covers and the outbox rows that tell of them, in one statement.

    Cover that the same case has opened before is left as it is. The rows are locked in sorted order.
    """
    ordered = sorted(covers, key=lambda cover: (cover.identity_hash, cover.case_id))
    await session.execute(_ADD_COVERS, {"covers": as_json([cover.model_dump() for cover in ordered]), **owing(owed)})


async def share_covers(session: AsyncSession, one: str, other: str) -> list[Cover]:
    """Cover under either of two identities is cover under both. What was added: it goes on naming the person that it was opened
    for, by which `part_covers` knows it."""
    columns = "case_id, person_id, household_id, region, in_force_on"
    shared = text(f"""
    INSERT INTO cover (identity_hash, {columns})
    SELECT CASE identity_hash WHEN :one THEN :other ELSE :one END, {columns} FROM cover WHERE identity_hash IN (:one, :other)
    ORDER BY 1, case_id ON CONFLICT DO NOTHING RETURNING identity_hash, {columns}
    """)  # noqa: S608  names of our own columns
    rows = await session.execute(shared, {"one": one, "other": other})
    return [Cover(**row) for row in rows.mappings()]


async def part_covers(session: AsyncSession, one: tuple[str, UUID], other: tuple[str, UUID]) -> None:
    """Each (identity and person) loses what was opened for the other."""
    for (identity_hash, _), (_, person_id) in ((one, other), (other, one)):
        foreign = col(Cover.identity_hash) == identity_hash, col(Cover.person_id) == person_id
        await session.exec(delete(Cover).where(*foreign))
