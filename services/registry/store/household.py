"""Households and their members."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.household import Seat
from services.registry.rules.vocabulary import HouseholdState
from services.registry.tables import Household, Person
from shared.errors import NotFound

_SEATS = text("SELECT identity_hash, household_id, household_code, region FROM seats_anywhere(:hashes)")
_CODES = text("SELECT code, region FROM codes_anywhere(:codes)")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")


class NoSuchHousehold(NotFound):
    """没有找到这一户"""


class NoSuchPerson(NotFound):
    """没有找到这个人"""


@dataclass(frozen=True)
class Known:
    """What a write needs to know of a row that is already there."""

    id: UUID
    household_id: UUID
    fingerprint: str


async def get_household(session: AsyncSession, household_id: UUID) -> Household:
    """Raises NoSuchHousehold, also for one that the asker may not see."""
    household = await session.get(Household, household_id)
    if household is None:
        raise NoSuchHousehold(household_id=household_id)
    return household


async def lock_person(session: AsyncSession, person_id: UUID) -> Person:
    """Raises NoSuchPerson."""
    person = await session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NoSuchPerson(person_id=person_id)
    return person


async def lock_household_coded(session: AsyncSession, code: str) -> Household | None:
    return (await session.exec(select(Household).where(Household.code == code).with_for_update())).one_or_none()


async def lock_household_of(session: AsyncSession, identity_hash: str) -> Household | None:
    """The household in which this person sits now. The identity is locked too: nobody else can seat them meanwhile."""
    await session.execute(_LOCK, {"of": identity_hash})
    seat = select(Person.household_id).where(Person.identity_hash == identity_hash, col(Person.left_on).is_(None))
    return (await session.exec(select(Household).where(col(Household.id).in_(seat)).with_for_update())).one_or_none()


async def lock_imports(session: AsyncSession) -> None:
    """One import at a time; the others wait for it."""
    await session.execute(_LOCK, {"of": "register import"})


async def list_members(session: AsyncSession, household_ids: Collection[UUID]) -> list[Person]:
    """The present members, the longest-known first."""
    present = select(Person).where(col(Person.household_id).in_(household_ids), col(Person.left_on).is_(None))
    return list(await session.exec(present.order_by(col(Person.id))))


async def list_seats(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Seat]:
    """Where these people sit, in the whole register: that someone is a member elsewhere must not depend on who asks."""
    rows = await session.execute(_SEATS, {"hashes": list(identity_hashes)})
    return {row.identity_hash: Seat(str(row.household_id), row.household_code, row.region) for row in rows}


async def list_codes(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """The village in which each of these household codes is registered, anywhere."""
    rows = await session.execute(_CODES, {"codes": list(codes)})
    return {row.code: row.region for row in rows}


async def list_known_households(session: AsyncSession, codes: Collection[str], ids: Collection[UUID]) -> list[Household]:
    found = await session.execute(
        select(Household).where(Household.code.in_(codes) | Household.id.in_(ids)).order_by(Household.id)
    )
    return list(found.scalars())


async def list_known_persons(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Known]:
    columns = select(Person.identity_hash, Person.id, Person.household_id, Person.fingerprint)
    present = columns.where(col(Person.identity_hash).in_(identity_hashes), col(Person.left_on).is_(None))
    return {found: Known(*row) for found, *row in await session.exec(present)}


async def list_households(
    session: AsyncSession, *, region: str | None, state: HouseholdState | None, after: UUID | None, limit: int
) -> list[Household]:
    """One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Household).order_by(col(Household.id)).limit(limit + 1)
    if region:
        query = query.where(col(Household.region).startswith(region, autoescape=True))
    if state:
        query = query.where(Household.state == state)
    if after:
        query = query.where(Household.id > after)
    return list(await session.exec(query))


async def count_unverified(session: AsyncSession, household_id: UUID) -> int:
    query = select(func.count()).where(
        Person.household_id == household_id, Person.left_on.is_(None), Person.name_sealed.is_(None)
    )
    return (await session.execute(query)).scalar_one()


async def write_many(session: AsyncSession, table: type[Household] | type[Person], rows: Iterable[dict[str, object]]) -> None:
    """Add rows, or bring those with a known id up to date, in one statement for all. All rows have the same columns."""
    values = list(rows)
    if not values:
        return
    statement = insert(table.__table__)
    changes = {column: statement.excluded[column] for column in values[0] if column not in ("id", "joined_on", "enrolled_on")}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes), values)
