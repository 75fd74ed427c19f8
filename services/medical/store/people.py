"""Who is entitled: what registry has told us, and cover that cases have opened. Found by the keyed hash of the ID number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import Beneficiary, Cover, YearAccount


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of a person on a day."""

    person_id: UUID | None
    classes: tuple[str, ...]
    has_cover: bool


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
        await session.exec(select(Cover).where(Cover.identity_hash == identity_hash, col(Cover.in_force_on) <= on).limit(1))
    ).first()
    person_id = known.person_id if known else cover.person_id if cover else None
    return Standing(person_id, tuple(known.classes) if known else (), cover is not None)


async def find_year(session: AsyncSession, identity_hash: str, year: int) -> YearAccount | None:
    return await session.get(YearAccount, (identity_hash, year))


async def put_beneficiary(session: AsyncSession, beneficiary: Beneficiary) -> None:
    """What registry says of one day replaces what it said of the same day before."""
    values = beneficiary.model_dump()
    replaced: dict[str, Any] = {key: value for key, value in values.items() if key not in ("identity_hash", "in_force_on")}
    statement = insert(Beneficiary).values(**values)
    await session.execute(statement.on_conflict_do_update(index_elements=["identity_hash", "in_force_on"], set_=replaced))


async def add_covers(session: AsyncSession, covers: Sequence[Cover]) -> None:
    """Cover that the same case has opened before is left as it is. The rows are locked in sorted order."""
    ordered = sorted(covers, key=lambda cover: cover.identity_hash)
    if ordered:
        statement = insert(Cover).values([cover.model_dump() for cover in ordered])
        await session.execute(statement.on_conflict_do_nothing())
