"""Who is entitled: what registry has told us, and cover that cases have opened. Found by the keyed hash of the ID number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import Beneficiary, Cover, YearAccount

_PUT_BENEFICIARY = text("""
INSERT INTO beneficiary SELECT * FROM jsonb_populate_record(NULL::beneficiary, CAST(:beneficiary AS jsonb))
ON CONFLICT (identity_hash, in_force_on) DO UPDATE
SET person_id = excluded.person_id, household_id = excluded.household_id, region = excluded.region, classes = excluded.classes
""")

_ADD_COVERS = text("""
WITH covered AS (
    INSERT INTO cover SELECT * FROM jsonb_populate_recordset(NULL::cover, CAST(:covers AS jsonb))
    ON CONFLICT DO NOTHING
)
INSERT INTO outbox (event_id, subject, body, traceparent)
VALUES (CAST(:event_id AS uuid), CAST(:subject AS text), CAST(:body AS bytea), CAST(:traceparent AS text))
""")


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


async def find_year(session: AsyncSession, identity_hash: str, year: int) -> YearAccount | None:
    return await session.get(YearAccount, (identity_hash, year))


async def put_beneficiary(session: AsyncSession, beneficiary: Beneficiary) -> None:
    """What registry says of one day replaces what it said of the same day before."""
    await session.execute(_PUT_BENEFICIARY, {"beneficiary": orjson.dumps(beneficiary.model_dump()).decode()})


async def add_covers(session: AsyncSession, covers: Sequence[Cover], *, owed: Mapping[str, object]) -> None:
    """The covers and the outbox row that tells of them, in one statement.

    Cover that the same case has opened before is left as it is. The rows are locked in sorted order.
    """
    ordered = sorted(covers, key=lambda cover: cover.identity_hash)
    rows = orjson.dumps([cover.model_dump() for cover in ordered]).decode()
    await session.execute(_ADD_COVERS, {"covers": rows, **owed})
