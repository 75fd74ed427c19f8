"""What registry tells of households and people, kept so that the latest word counts whatever order news come in."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.household import Group, Member, groups_of
from services.housing.rules.occupancy import HouseholdUnknown
from services.housing.rules.prefill import Known
from services.housing.tables import Household, Resident
from shared.rows import as_json

# What a household's own news say counts by its revision; one that is known from its people alone has revision 0.
_PUT_HOUSEHOLDS = text("""
INSERT INTO household (id, code, region, state, enrolled_on, revision)
SELECT id, code, region, state, enrolled_on, revision FROM jsonb_populate_recordset(NULL::household, CAST(:rows AS jsonb))
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    code = CASE WHEN excluded.revision >= household.revision THEN coalesce(excluded.code, household.code) ELSE household.code END,
    region = CASE WHEN excluded.revision >= household.revision THEN excluded.region ELSE household.region END,
    state = CASE WHEN excluded.revision >= household.revision AND excluded.revision > 0 THEN excluded.state
                 ELSE household.state END,
    enrolled_on = least(excluded.enrolled_on, household.enrolled_on),
    revision = greatest(excluded.revision, household.revision)
""")
_PUT_RESIDENTS = text("""
INSERT INTO resident (id, household_id, identity_hash, region, relation, classes, is_living, is_disabled, revision)
SELECT id, household_id, identity_hash, region, relation, classes, is_living, is_disabled, revision
FROM jsonb_populate_recordset(NULL::resident, CAST(:rows AS jsonb)) ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    household_id = excluded.household_id, identity_hash = excluded.identity_hash, region = excluded.region,
    relation = coalesce(nullif(excluded.relation, ''), resident.relation), classes = excluded.classes,
    is_living = excluded.is_living, revision = excluded.revision,
    is_disabled = CASE WHEN resident.id = ANY (CAST(:untold AS uuid[])) THEN resident.is_disabled ELSE excluded.is_disabled END
WHERE resident.revision <= excluded.revision
""")


async def put_households(session: AsyncSession, households: Sequence[Household]) -> None:
    """In one statement, locked in the order of their ids; one of each id at most."""
    if households:
        await session.execute(_PUT_HOUSEHOLDS, {"rows": as_json([each.model_dump() for each in households])})


async def put_residents(session: AsyncSession, residents: Sequence[Resident], *, untold: Collection[UUID]) -> None:
    """The same of people; of those in `untold` the news did not say whether they are disabled, and what was known stays."""
    if residents:
        given = {"rows": as_json([each.model_dump() for each in residents]), "untold": list(untold)}
        await session.execute(_PUT_RESIDENTS, given)


async def find_household(session: AsyncSession, id: UUID) -> Household | None:
    return await session.get(Household, id, populate_existing=True)


async def get_household(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> Household:
    """Raises HouseholdUnknown."""
    household = await find_household(session, id)
    if household is None:
        raise HouseholdUnknown(pointer=pointer, household_id=str(id))
    return household


async def find_households(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Household]:
    query = select(Household).where(col(Household.id).in_(ids)).execution_options(populate_existing=True)
    return {each.id: each for each in await session.exec(query)}


async def find_coded(session: AsyncSession, codes: Collection[str]) -> dict[str, Household]:
    """By the code that people write; the one that is in the register counts."""
    query = select(Household).where(col(Household.code).in_(codes)).order_by(col(Household.state).desc(), col(Household.id))
    return {each.code: each for each in await session.exec(query) if each.code}


async def find_homes_by_hash(session: AsyncSession, hashes: Collection[str]) -> dict[str, UUID]:
    """The household of each of these people, of those who live and belong to one."""
    query = select(Resident.identity_hash, Resident.household_id).where(
        col(Resident.identity_hash).in_(hashes), Resident.is_living
    )
    return {identity_hash: home for identity_hash, home in await session.exec(query) if home}


async def list_residents(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[Resident]:
    """The living of these households."""
    query = select(Resident).where(col(Resident.household_id).in_(household_ids), Resident.is_living)
    return (await session.exec(query.order_by(col(Resident.id)))).all()


async def find_known(session: AsyncSession, household_id: UUID) -> Known | None:
    """What an application may take from the register; None where it told of nobody there."""
    living = await list_residents(session, [household_id])
    return Known(tuple(groups_in(living).get(household_id, [])), len(living)) if living else None


def groups_in(residents: Sequence[Resident]) -> dict[UUID, list[Group]]:
    """The groups of each of the households that these people live in."""
    members = dict[UUID, list[Member]]()
    for each in residents:
        if each.household_id:
            members.setdefault(each.household_id, []).append(Member(tuple(each.classes), each.is_disabled))
    return {household_id: groups_of(own) for household_id, own in members.items()}


def told_of(
    id: UUID, region: str, *, state: Any, code: str | None = None, enrolled_on: date | None = None, revision: int = 0
) -> Household:
    """A row as news make it."""
    return Household(id=id, code=code, region=region, state=state, enrolled_on=enrolled_on, revision=revision)
