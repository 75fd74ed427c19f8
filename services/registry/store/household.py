"""Households and their members."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, any_, case, func, literal, or_, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.household import Seat
from services.registry.rules.vocabulary import HEAD
from services.registry.tables import Household, Person
from shared.errors import Conflict, NotFound

_SEATS = text("SELECT identity_hash, household_id, household_code, region FROM seats_anywhere(:hashes)")
_CODES = text("SELECT code, region FROM codes_anywhere(:codes)")
_UNSEATED = text("SELECT identity_hash, region, died_on FROM unseated_anywhere(:hashes)")
_CLAIM = text("SELECT * FROM claim_people(:hashes)")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))")
_LOCK_CODED = text("SELECT id, region FROM household WHERE code = :code FOR UPDATE")
_LOCK_HOUSEHOLDS = text("""
SELECT count(*) FROM (SELECT id FROM household WHERE code = ANY (:codes) OR id = ANY (:ids) ORDER BY id FOR UPDATE) locked
""")
_LOCK_PERSONS = text("""
SELECT count(*) FROM (
    SELECT person.id FROM person asked
    JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
    WHERE asked.identity_hash = ANY (:identities) ORDER BY person.id FOR UPDATE OF person
) locked
""")
# CASE, never coalesce, beside a table with row-level security: PostgreSQL holds coalesce for something that might leak, and does
# not ask the index of `person.id` before the policy; so everybody is read, once for each person who is asked for.
_LOCK_SEAT = text("""
WITH mine AS MATERIALIZED (
    SELECT id, region FROM household
    WHERE id = (SELECT person.household_id FROM person asked
                JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
                WHERE asked.identity_hash = :identity_hash AND (person.left_on IS NULL OR person.died_on IS NOT NULL))
    FOR UPDATE
), elsewhere AS MATERIALIZED (
    SELECT region FROM seats_anywhere(ARRAY[:identity_hash]) WHERE NOT EXISTS (SELECT FROM mine)
)
SELECT mine.id, coalesce(mine.region, elsewhere.region) AS region, unseated.region IS NOT NULL AS is_known
FROM (VALUES (1)) always LEFT JOIN mine ON true LEFT JOIN elsewhere ON true
LEFT JOIN unseated_anywhere(ARRAY[:identity_hash]) unseated ON mine.id IS NULL
""")


class NoSuchHousehold(NotFound):
    """没有找到这一户"""


class NoSuchPerson(NotFound):
    """没有找到这个人"""


class FileMergedAway(Conflict):
    """此人的这份档案是重复登记，已并入另一份档案"""

    mend = "请在保留的那一份档案上办理；合并有误的，请撤销合并"


class HouseholdCodeTaken(Conflict):
    """户编号已用于另一户"""

    mend = "请核对户编号"


@dataclass(frozen=True)
class Unseated:
    """Someone who is known and sits nowhere: where they sat last, and whether they live."""

    village: str
    died_on: date | None


@dataclass(frozen=True)
class Seen:
    """A household that someone saw, if we may touch it, and the village in which it is registered, if it is.

    `is_known`: the person belongs to no household now, and has before.
    """

    household_id: UUID | None
    seated_in: str | None
    is_known: bool = False


async def get_household(session: AsyncSession, household_id: UUID) -> Household:
    """Raises NoSuchHousehold, also for one that the asker may not see."""
    household = await session.get(Household, household_id)
    if household is None:
        raise NoSuchHousehold(household_id=household_id)
    return household


async def get_person(session: AsyncSession, person_id: UUID) -> Person:
    """Raises NoSuchPerson, also for one whom the asker may not see."""
    person = await session.get(Person, person_id)
    if person is None:
        raise NoSuchPerson(person_id=person_id)
    return person


async def lock_identity(session: AsyncSession, identity_hash: str) -> None:
    """Nobody else seats this person until the transaction ends, also while they are in no register."""
    await session.execute(_LOCK, {"of": identity_hash})


async def is_known_anywhere(session: AsyncSession, identity_hash: str) -> bool:
    """Whether somebody bears this identity, in the whole register."""
    await lock_identity(session, identity_hash)
    seats = await list_seats(session, [identity_hash])
    return bool(seats or await list_unseated(session, [identity_hash]))


async def lock_person(session: AsyncSession, person_id: UUID) -> Person:
    """Raises NoSuchPerson or FileMergedAway."""
    person = await session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NoSuchPerson(person_id=person_id)
    if person.merged_into_id:
        raise FileMergedAway(merged_into_id=person.merged_into_id)
    return person


async def lock_seen(session: AsyncSession, code: str | None, identity_hash: str | None) -> Seen:
    """The household with this code, or the one in which this person sits now (of the dead: sat last); locked.

    The identity is locked too, so that nobody else seats the person meanwhile. `seated_in` is also known of a household that
    the asker may not see.
    """
    if identity_hash is None:
        row = (await session.execute(_LOCK_CODED, {"code": code})).first()
        return Seen(row.id, row.region) if row else Seen(None, None)
    # A statement of its own: the next one must see what was done while this one waited.
    await lock_identity(session, identity_hash)
    found = (await session.execute(_LOCK_SEAT, {"identity_hash": identity_hash})).one()
    return Seen(found.id, found.region, found.is_known)


async def lock_imports(session: AsyncSession) -> None:
    """One import at a time; the others wait for it."""
    await session.execute(_LOCK, {"of": "register import"})


async def list_members(session: AsyncSession, household_ids: Collection[UUID]) -> list[Person]:
    """The present members, the head first, then in the order of the register."""
    present = select(Person).where(col(Person.household_id).in_(household_ids), col(Person.left_on).is_(None))
    return list(await session.exec(present.order_by(col(Person.relation) != HEAD, col(Person.code), col(Person.id))))


async def map_people(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """These people by id, wherever they sit now, as far as the asker may see them."""
    if not person_ids:
        return {}
    found = await session.exec(select(Person).where(col(Person.id) == any_of(person_ids, Uuid)))
    return {person.id: person for person in found}


async def map_heads(session: AsyncSession, household_ids: Collection[UUID]) -> dict[UUID, Person]:
    """The heads of these households, by household; one that has none just now is left out."""
    if not household_ids:
        return {}
    heads = col(Person.household_id) == any_of(household_ids, Uuid), Person.relation == HEAD, col(Person.left_on).is_(None)
    return {head.household_id: head for head in await session.exec(select(Person).where(*heads))}


async def list_seats(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Seat]:
    """Where these people sit, in the whole register: that someone is a member elsewhere must not depend on who asks."""
    rows = await session.execute(_SEATS, {"hashes": list(identity_hashes)})
    return {row.identity_hash: Seat(str(row.household_id), row.household_code, row.region) for row in rows}


async def list_codes(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """The village in which each of these household codes is registered, anywhere."""
    rows = await session.execute(_CODES, {"codes": list(codes)})
    return {row.code: row.region for row in rows}


async def must_be_free_code(session: AsyncSession, code: str | None) -> None:
    """Raises HouseholdCodeTaken, whoever's the household is that bears it."""
    if code and await list_codes(session, [code]):
        raise HouseholdCodeTaken(pointer="/household_code", household_code=code)


async def list_known_households(session: AsyncSession, codes: Collection[str], ids: Collection[UUID]) -> list[Household]:
    """By code or by id, locked in the order of their ids."""
    known = or_(col(Household.code) == any_of(codes, Text), col(Household.id) == any_of(ids, Uuid))
    return list(await session.exec(select(Household).where(known).order_by(col(Household.id)).with_for_update()))


async def lock_known(session: AsyncSession, codes: Collection[str], ids: Collection[UUID], identities: Collection[str]) -> None:
    """Nobody else changes these households and people until the transaction ends: as `list_known_households` and
    `list_known_persons` lock them, but their rows stay where they are."""
    await session.execute(_LOCK_HOUSEHOLDS, {"codes": list(codes), "ids": list(ids)})
    await session.execute(_LOCK_PERSONS, {"identities": list(identities)})


async def list_unseated(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Unseated]:
    """Of these people those who are known and belong to no household, in the whole register: nobody becomes two."""
    rows = await session.execute(_UNSEATED, {"hashes": list(identity_hashes)})
    return {row.identity_hash: Unseated(row.region, row.died_on) for row in rows}


async def claim_people(session: AsyncSession, identity_hashes: Collection[str]) -> list[UUID]:
    """Take over those of these people who live and belong to no household, wherever they sat last: until the end of this
    transaction their rows may be written here too. Whoever claims them seats them.
    """
    return list((await session.execute(_CLAIM, {"hashes": list(identity_hashes)})).scalars())


async def list_known_persons(session: AsyncSession, identity_hashes: Collection[str]) -> dict[str, Person]:
    """By the identity that was asked for, locked in the order of their ids; also those who belong to no household now. Whoever
    is asked for by the number of a merged file is the one that it was merged into."""
    asked = aliased(Person)
    kept_in = case((col(asked.merged_into_id).is_(None), asked.id), else_=asked.merged_into_id)
    known = select(asked.identity_hash, Person).join(Person, col(Person.id) == kept_in)
    known = known.where(col(asked.identity_hash) == any_of(identity_hashes, Text)).order_by(col(Person.id))
    return dict((await session.exec(known.with_for_update(of=Person))).all())


async def lock_household(session: AsyncSession, household_id: UUID) -> Household:
    """Raises NoSuchHousehold."""
    household = await session.get(Household, household_id, with_for_update=True)
    if household is None:
        raise NoSuchHousehold(household_id=household_id)
    return household


async def list_households(session: AsyncSession, *, after: UUID | None, limit: int) -> list[Household]:
    """All of them; one more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Household).order_by(col(Household.id)).limit(limit + 1)
    if after:
        query = query.where(Household.id > after)
    return list(await session.exec(query))


async def list_persons(session: AsyncSession, *, after: UUID | None, limit: int) -> list[Person]:
    """Everyone, also those who belong to no household any more; one more than `limit`."""
    query = select(Person).order_by(col(Person.id)).limit(limit + 1)
    if after:
        query = query.where(Person.id > after)
    return list(await session.exec(query))


async def count_unverified(session: AsyncSession, household_id: UUID) -> int:
    unverified = Person.household_id == household_id, col(Person.left_on).is_(None), col(Person.is_verified).is_(False)
    return (await session.exec(select(func.count()).select_from(Person).where(*unverified))).one()


def any_of(values: Collection[object], kind: Any) -> ColumnElement[Any]:
    """For `column == any_of(ids, Uuid)`: one array instead of a parameter per value, of which PostgreSQL takes 32,767."""
    return any_(literal(list(values), ARRAY(kind)))
