"""Helpers and their households: found, locked, given to another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Text, Uuid, func, text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import HelperHasLeft, NoSuchHelper
from services.registry.rules.vocabulary import HEAD, HouseholdState
from services.registry.store.household import NoSuchHousehold, any_of
from services.registry.tables import AssignmentImport, Helper, HelperAssignment, Household, Person, Substitution
from shared.errors import NotFound
from shared.vault import hash_identity

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('helper ' || id, 0)) FROM unnest(CAST(:ids AS text[])) AS of (id)")
_LOADS = text("SELECT helper_id, households FROM helper_loads(:ids)")


class NoSuchAssignmentImport(NotFound):
    """没有找到这次结对名单"""


_END_STRAYED = """
WITH ended AS (
    UPDATE helper_assignment held SET until_on = greatest(held.since_on, CAST(:on AS date)), ended_by = 'jishiyu', ended_at = :at,
        ended_why = CASE WHEN household.state = 'cancelled' THEN '已销户' ELSE '已迁出责任人所在辖区' END
    FROM household, helper
    WHERE household.id = held.household_id AND helper.id = held.helper_id AND held.until_on IS NULL{these}
      AND (household.state = 'cancelled' OR NOT starts_with(household.region, helper.region))
    RETURNING held.household_id)
SELECT household_id FROM ended ORDER BY household_id
"""
_THESE = " AND household.id = ANY (CAST(:ids AS uuid[]))"


@dataclass(frozen=True)
class Given:
    """A household that gets a helper."""

    household_id: UUID
    region: str
    helper_id: UUID


def phone_hash(phone: str) -> str:
    """By which a helper is found again in a list that comes as a file."""
    return hash_identity(f"helper phone {phone}")


async def get_helper(session: AsyncSession, helper_id: UUID, *, pointer: str | None = None) -> Helper:
    """Raises NoSuchHelper, also for one of a place that the asker may not see."""
    helper = await session.get(Helper, helper_id)
    if helper is None:
        raise NoSuchHelper(pointer=pointer, helper_id=helper_id)
    return helper


async def lock_helpers(session: AsyncSession, helper_ids: Collection[UUID]) -> list[Helper]:
    """Nobody else changes who they help until the transaction ends. Raises NoSuchHelper or HelperHasLeft."""
    await session.execute(_LOCK, {"ids": sorted(map(str, helper_ids))})
    found = {each.id: each for each in await session.exec(select(Helper).where(col(Helper.id) == any_of(helper_ids, Uuid)))}
    for helper_id in helper_ids:
        if helper_id not in found:
            raise NoSuchHelper(helper_id=helper_id)
        if found[helper_id].left_on is not None:
            raise HelperHasLeft(helper_id=helper_id)
    return [found[helper_id] for helper_id in helper_ids]


async def find_helper_of(session: AsyncSession, subject: str) -> Helper | None:
    """The helper in office whose account this is."""
    return (await session.exec(select(Helper).where(Helper.subject == subject, col(Helper.left_on).is_(None)))).first()


async def list_helpers_by_phone(session: AsyncSession, hashes: Collection[str]) -> dict[str, Helper]:
    query = select(Helper).where(col(Helper.phone_hash).in_(hashes), col(Helper.left_on).is_(None))
    return {each.phone_hash or "": each for each in await session.exec(query)}


async def list_named(session: AsyncSession, helper_ids: Collection[UUID]) -> dict[UUID, Helper]:
    return {each.id: each for each in await session.exec(select(Helper).where(col(Helper.id) == any_of(helper_ids, Uuid)))}


async def list_helpers(
    session: AsyncSession, *, region: str | None, is_in_office: bool | None, after: UUID | None, limit: int
) -> list[Helper]:
    """One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Helper).order_by(col(Helper.id)).limit(limit + 1)
    if region:
        query = query.where(col(Helper.region).startswith(region, autoescape=True))
    if is_in_office is not None:
        query = query.where(col(Helper.left_on).is_(None) if is_in_office else col(Helper.left_on).is_not(None))
    if after:
        query = query.where(Helper.id > after)
    return list(await session.exec(query))


async def count_loads(session: AsyncSession, helper_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many households each helps now, anywhere."""
    rows = await session.execute(_LOADS, {"ids": list(helper_ids)})
    return dict.fromkeys(helper_ids, 0) | {UUID(str(row.helper_id)): row.households for row in rows}


async def lock_households(session: AsyncSession, household_ids: Collection[UUID]) -> list[Household]:
    """In the order of villages and ids. Raises NoSuchHousehold for one that is not there or not to be seen."""
    query = (
        select(Household).where(col(Household.id) == any_of(household_ids, Uuid)).order_by(col(Household.id)).with_for_update()
    )
    found = list(await session.exec(query))
    if missing := set(household_ids) - {each.id for each in found}:
        raise NoSuchHousehold(household_id=min(missing))
    return sorted(found, key=lambda each: (each.region, each.id))


async def list_held(session: AsyncSession, household_ids: Collection[UUID]) -> dict[UUID, HelperAssignment]:
    """The assignment in force of each of these households that has one."""
    query = select(HelperAssignment).where(
        col(HelperAssignment.household_id) == any_of(household_ids, Uuid), col(HelperAssignment.until_on).is_(None)
    )
    rows = await session.exec(query.execution_options(populate_existing=True))
    return {each.household_id: each for each in rows}


async def list_households_of(session: AsyncSession, helper_id: UUID) -> list[UUID]:
    """The households that the asker may see and this helper helps now."""
    query = select(HelperAssignment.household_id).where(
        HelperAssignment.helper_id == helper_id, col(HelperAssignment.until_on).is_(None)
    )
    return sorted(await session.exec(query))


async def give(
    session: AsyncSession, given: Sequence[Given], *, since_on: date, why: str, by: str, at: datetime
) -> list[HelperAssignment]:
    """End what is in force of these households and begin the new; the caller has locked them."""
    held = await list_held(session, [each.household_id for each in given])
    for each in held.values():
        each.until_on, each.ended_why, each.ended_by, each.ended_at = since_on, why, by, at
    await session.flush()
    fresh = [
        HelperAssignment(
            household_id=each.household_id,
            helper_id=each.helper_id,
            region=each.region,
            since_on=since_on,
            why=why,
            assigned_by=by,
            assigned_at=at,
        )
        for each in given
    ]
    session.add_all(fresh)
    await session.flush()
    return fresh


async def end_strayed(session: AsyncSession, ids: Collection[UUID] | None, *, on: date, at: datetime) -> list[UUID]:
    """End what binds a household to a helper who cannot be theirs any more; which households."""
    statement = text(_END_STRAYED.format(these="" if ids is None else _THESE))
    asked = {"on": on, "at": at} | ({} if ids is None else {"ids": list(ids)})
    return list((await session.execute(statement, asked)).scalars())


async def list_listed(
    session: AsyncSession, *, codes: Collection[str], heads: Collection[str]
) -> tuple[dict[str, Household], dict[str, Household]]:
    """Households by code, and by the identity hash of who is their head now; locked in the order of their ids."""
    of_heads = select(Person.identity_hash, Person.household_id).where(
        col(Person.identity_hash) == any_of(heads, Text), col(Person.relation) == HEAD, col(Person.left_on).is_(None)
    )
    seats = {identity: household_id for identity, household_id in await session.exec(of_heads)}
    known = or_(col(Household.code) == any_of(codes, Text), col(Household.id) == any_of(seats.values(), Uuid))
    living = select(Household).where(known, Household.state != HouseholdState.CANCELLED)
    found = {each.id: each for each in await session.exec(living.order_by(col(Household.id)).with_for_update())}
    by_head = {identity: found[household_id] for identity, household_id in seats.items() if household_id in found}
    return {each.code: each for each in found.values() if each.code}, by_head


async def list_assignments(session: AsyncSession, household_id: UUID) -> list[HelperAssignment]:
    """A household's helpers, the first one first."""
    query = select(HelperAssignment).where(HelperAssignment.household_id == household_id)
    return list(await session.exec(query.order_by(col(HelperAssignment.since_on), col(HelperAssignment.assigned_at))))


async def list_substitutions(session: AsyncSession, helper_id: UUID) -> list[Substitution]:
    """By whom and for whom this helper was or is stood in, oldest first."""
    either = or_(Substitution.helper_id == helper_id, Substitution.substitute_id == helper_id)
    return list(await session.exec(select(Substitution).where(either).order_by(col(Substitution.id))))


async def is_helped_by(session: AsyncSession, household_id: UUID, subject: str, *, on: date) -> bool:
    """Whether somebody with this account helps the household on that day, for themselves or standing in."""
    query = (
        select(func.count())
        .select_from(Helper)
        .where(Helper.subject == subject, col(Helper.left_on).is_(None))
        .join(HelperAssignment, col(HelperAssignment.household_id) == household_id)
        .where(col(HelperAssignment.until_on).is_(None))
        .outerjoin(
            Substitution,
            (col(Substitution.helper_id) == col(HelperAssignment.helper_id))
            & (col(Substitution.since_on) <= on)
            & (col(Substitution.until_on) >= on),
        )
        .where(or_(HelperAssignment.helper_id == Helper.id, Substitution.substitute_id == Helper.id))
    )
    return (await session.exec(query)).one() > 0


async def get_import(session: AsyncSession, import_id: UUID) -> AssignmentImport:
    """Raises NoSuchAssignmentImport."""
    found = await session.get(AssignmentImport, import_id)
    if found is None:
        raise NoSuchAssignmentImport(import_id=import_id)
    return found
