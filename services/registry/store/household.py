"""Households and their members."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, any_, func, literal, or_, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Origin
from services.registry.rules.household import Seat
from services.registry.rules.relief import Someone
from services.registry.rules.sighting import Sighting
from services.registry.rules.vocabulary import HEAD, HouseholdState, PersonClass
from services.registry.tables import Household, Person
from shared.errors import NotFound
from shared.vault import seal

_SEATS = text("SELECT identity_hash, household_id, household_code, region FROM seats_anywhere(:hashes)")
_CODES = text("SELECT code, region FROM codes_anywhere(:codes)")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
_LOCK_CODED = text("SELECT id, region FROM household WHERE code = :code FOR UPDATE")
_LOCK_SEAT = text("""
WITH mine AS MATERIALIZED (
    SELECT id, region FROM household
    WHERE id = (SELECT household_id FROM person WHERE identity_hash = :identity_hash AND left_on IS NULL)
    FOR UPDATE
), elsewhere AS MATERIALIZED (
    SELECT region FROM seats_anywhere(ARRAY[:identity_hash]) WHERE NOT EXISTS (SELECT FROM mine)
)
SELECT mine.id, coalesce(mine.region, elsewhere.region) AS region
FROM (VALUES (1)) always LEFT JOIN mine ON true LEFT JOIN elsewhere ON true
""")


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


@dataclass(frozen=True)
class Seen:
    """A household that someone saw, if we may touch it, and the village in which it is registered, if it is."""

    household_id: UUID | None
    seated_in: str | None


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


async def lock_seen(session: AsyncSession, code: str | None, identity_hash: str | None) -> Seen:
    """The household with this code, or the one in which this person sits now; locked.

    The identity is locked too, so that nobody else seats the person meanwhile. `seated_in` is also known of a household that
    the asker may not see.
    """
    if identity_hash is None:
        row = (await session.execute(_LOCK_CODED, {"code": code})).first()
        return Seen(row.id, row.region) if row else Seen(None, None)
    # A statement of its own: the next one must see what was done while this one waited.
    await session.execute(_LOCK, {"of": identity_hash})
    found = (await session.execute(_LOCK_SEAT, {"identity_hash": identity_hash})).one()
    return Seen(found.id, found.region)


async def lock_imports(session: AsyncSession) -> None:
    """One import at a time; the others wait for it."""
    await session.execute(_LOCK, {"of": "register import"})


async def list_members(session: AsyncSession, household_ids: Collection[UUID]) -> list[Person]:
    """The present members, the head first, then in the order of the register."""
    present = select(Person).where(col(Person.household_id).in_(household_ids), col(Person.left_on).is_(None))
    return list(await session.exec(present.order_by(col(Person.relation) != HEAD, col(Person.code), col(Person.id))))


async def list_seats(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Seat]:
    """Where these people sit, in the whole register: that someone is a member elsewhere must not depend on who asks."""
    rows = await session.execute(_SEATS, {"hashes": list(identity_hashes)})
    return {row.identity_hash: Seat(str(row.household_id), row.household_code, row.region) for row in rows}


async def list_codes(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """The village in which each of these household codes is registered, anywhere."""
    rows = await session.execute(_CODES, {"codes": list(codes)})
    return {row.code: row.region for row in rows}


async def list_known_households(session: AsyncSession, codes: Collection[str], ids: Collection[UUID]) -> list[Household]:
    """By code or by id, locked in the order of their ids."""
    known = or_(col(Household.code) == _any(codes, Text), col(Household.id) == _any(ids, Uuid))
    return list(await session.exec(select(Household).where(known).order_by(col(Household.id)).with_for_update()))


async def list_known_persons(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Known]:
    columns = select(Person.identity_hash, Person.id, Person.household_id, Person.fingerprint)
    present = columns.where(col(Person.identity_hash) == _any(identity_hashes, Text), col(Person.left_on).is_(None))
    return {row.identity_hash: Known(row.id, row.household_id, row.fingerprint) for row in await session.execute(present)}


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
    unverified = Person.household_id == household_id, col(Person.left_on).is_(None), col(Person.is_verified).is_(False)
    return (await session.exec(select(func.count()).select_from(Person).where(*unverified))).one()


async def write_many(session: AsyncSession, table: type[Household] | type[Person], rows: Iterable[dict[str, object]]) -> None:
    """Add rows, or bring those with a known id up to date, in one statement for all. All rows have the same columns."""
    values = list(rows)
    if not values:
        return
    statement = insert(table)
    changes = {column: statement.excluded[column] for column in values[0] if column not in ("id", "joined_on", "enrolled_on")}
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes), values)


def _any(values: Collection[object], kind: Any) -> ColumnElement[Any]:
    """One array parameter instead of a parameter per value, of which PostgreSQL takes 32,767."""
    return any_(literal(list(values), ARRAY(kind)))


def stranger(identity_hash: str, sighting: Sighting, *, on: date) -> tuple[Household, Person]:
    """A household for someone in no register: what is known of them, and whether an officer has seen them."""
    is_verified = sighting.origin is Origin.OFFICER
    state = HouseholdState.CURRENT if is_verified else HouseholdState.PROVISIONAL
    household = Household(region=sighting.village, state=state, enrolled_on=on)
    person = Person(
        household_id=household.id,
        region=household.region,
        identity_hash=identity_hash,
        relation=HEAD,
        classes=[PersonClass.MONITORED],
        is_verified=is_verified,
        joined_on=on,
    )
    if sighting.person:
        name_person(person, sighting.person)
    return household, person


def name_person(person: Person, someone: Someone) -> None:
    """Seal a name and a number into a row, with what the number says."""
    person.name_sealed = seal(someone.name)
    person.id_number_sealed = seal(someone.identity.number)
    person.sex = someone.identity.sex.value
    person.born_on = someone.identity.born_on
