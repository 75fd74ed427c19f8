"""What housing asks its database of houses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import NoSuchHouse, Place
from services.housing.rules.house import HouseState
from services.housing.rules.number import Series
from services.housing.rules.structure import Structure
from services.housing.store.number import take_number
from services.housing.tables import House, Occupancy, Survey

NEIGHBOURS = 200
_LOCK_HOUSEHOLD = text("SELECT pg_advisory_xact_lock(hashtextextended('home of ' || CAST(:household AS text), 0))")

_LOCK_HOUSEHOLDS = text("""
SELECT pg_advisory_xact_lock(hashtextextended('home of ' || each, 0))
FROM (SELECT CAST(unnest(CAST(:households AS uuid[])) AS text) AS each ORDER BY 1) AS sorted
""")
_NUMBERS = text("SELECT id, number FROM house WHERE id = ANY (CAST(:ids AS uuid[]))")
"""One array: a workbook asks for twenty thousand at once."""


@dataclass(frozen=True, slots=True)
class WantedHouses:
    """Which houses a list is of; what is None asks for nothing."""

    region: str = ""
    state: HouseState | None = None
    structure: Structure | None = None
    is_empty: bool | None = None
    is_positioned: bool | None = None


async def get_house(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> House:
    """Raises NoSuchHouse."""
    return _there(await session.get(House, id), id, pointer)


async def lock_house(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> House:
    """Raises NoSuchHouse."""
    return _there(await session.get(House, id, with_for_update=True, populate_existing=True), id, pointer)


def describe_rebuilt(
    house: House, *, structure: Structure | None, storeys: int | None, area_m2: Decimal | None, on: date | None
) -> None:
    """Another building stands where this house stood: what was said of the old one holds no longer, and what nobody told of the
    new one is unknown."""
    house.structure, house.storeys, house.floor_area_m2 = structure, storeys, area_m2
    house.built_year = on.year if on else None
    house.length_m = house.width_m = house.height_m = None


def _there(house: House | None, id: UUID, pointer: str | None) -> House:
    if house is None:
        raise NoSuchHouse(pointer=pointer, house_id=str(id))
    return house


async def lock_home(session: AsyncSession, household_id: UUID) -> None:
    """Nobody else moves this household or makes it a house meanwhile. Take it before any house is locked."""
    await session.execute(_LOCK_HOUSEHOLD, {"household": str(household_id)})


async def lock_homes(session: AsyncSession, household_ids: Collection[UUID]) -> None:
    """The same of many, in one order."""
    await session.execute(_LOCK_HOUSEHOLDS, {"households": sorted(household_ids)})


async def find_houses_of(session: AsyncSession, household_ids: Collection[UUID]) -> dict[UUID, House]:
    """The houses that these households live in now, by household."""
    query = select(Occupancy.household_id, House).join(House, col(House.id) == Occupancy.house_id)
    query = query.where(col(Occupancy.household_id).in_(household_ids), col(Occupancy.until_on).is_(None))
    return dict((await session.exec(query)).all())


async def find_houses(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, House]:
    return {house.id: house for house in await session.exec(select(House).where(col(House.id).in_(ids)))}


async def find_house_of(session: AsyncSession, household_id: UUID) -> House | None:
    """The house that a household lives in now."""
    home = select(House).join(Occupancy, col(Occupancy.house_id) == House.id)
    return (
        await session.exec(home.where(Occupancy.household_id == household_id, col(Occupancy.until_on).is_(None)))
    ).one_or_none()


async def lock_house_of(session: AsyncSession, household_id: UUID, region: str) -> House:
    """The household's house, locked; one is made where none is known, of which nothing is told but where it lies and who lives
    there."""
    await lock_home(session, household_id)
    if known := await find_house_of(session, household_id):
        return await lock_house(session, known.id)
    number = await take_number(session, Series.HOUSE, region)
    house = House(number=number, region=region)
    session.add(house)
    await session.flush()
    session.add(Occupancy(house_id=house.id, household_id=household_id, region=region))
    await session.flush()
    return house


async def lock_surveyed_house(session: AsyncSession, survey: Survey) -> House:
    """The house that a survey is about, locked; its household's where the survey names none."""
    if survey.house_id:
        return await lock_house(session, survey.house_id)
    return await lock_house_of(session, survey.household_id, survey.region)


async def list_houses(session: AsyncSession, wanted: WantedHouses, *, after: UUID | None, limit: int) -> Sequence[House]:
    """In the order in which they were entered; one more than `limit`."""
    query = select(House).order_by(col(House.id)).limit(limit + 1)
    if wanted.region:
        query = query.where(col(House.region).startswith(wanted.region, autoescape=True))
    if wanted.state is not None:
        query = query.where(House.state == wanted.state)
    if wanted.structure is not None:
        query = query.where(House.structure == wanted.structure)
    if wanted.is_positioned is not None:
        query = query.where(col(House.latitude_e6).is_not(None) if wanted.is_positioned else col(House.latitude_e6).is_(None))
    if wanted.is_empty is not None:
        lived_in = select(Occupancy.id).where(Occupancy.house_id == House.id, col(Occupancy.until_on).is_(None)).exists()
        query = query.where(~lived_in if wanted.is_empty else lived_in)
    if after is not None:
        query = query.where(col(House.id) > after)
    return (await session.exec(query)).all()


async def find_numbered(session: AsyncSession, numbers: Collection[str]) -> dict[str, House]:
    """By number."""
    return {house.number: house for house in await session.exec(select(House).where(col(House.number).in_(numbers)))}


async def list_neighbours(session: AsyncSession, house: House) -> list[Place]:
    """Where other standing houses of the village lie, so many at most."""
    query = select(House.latitude_e6, House.longitude_e6).where(House.region == house.region, House.id != house.id)
    query = query.where(House.state == HouseState.STANDING, col(House.latitude_e6).is_not(None)).limit(NEIGHBOURS)
    return [Place(latitude, longitude) for latitude, longitude in await session.exec(query) if latitude and longitude]


async def find_house_numbers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """What people call these houses by."""
    found = await session.execute(_NUMBERS, {"ids": list(ids)})
    return {id: number for id, number in found}
