"""What housing asks its database of places to sleep and of who is in them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.shelter import NoSuchShelter, NoSuchStay, ShelterKind
from services.housing.tables import Shelter, ShelterStay


async def get_shelter(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> Shelter:
    """Raises NoSuchShelter."""
    return _there(await session.get(Shelter, id), id, pointer)


async def lock_shelter(session: AsyncSession, id: UUID, *, pointer: str | None = None) -> Shelter:
    """Whoever acts covers it: what others' roles may only read cannot be locked. Raises NoSuchShelter."""
    return _there(await session.get(Shelter, id, with_for_update=True, populate_existing=True), id, pointer)


def _there(shelter: Shelter | None, id: UUID, pointer: str | None) -> Shelter:
    if shelter is None:
        raise NoSuchShelter(pointer=pointer, shelter_id=str(id))
    return shelter


async def list_shelters(
    session: AsyncSession,
    *,
    region: str,
    kind: ShelterKind | None,
    is_open: bool | None,
    has_room_for: int | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Shelter]:
    """In the order in which they were opened; one more than `limit`. `has_room_for`: only those with so many free places."""
    query = select(Shelter).order_by(col(Shelter.id)).limit(limit + 1)
    if region:
        query = query.where(col(Shelter.region).startswith(region, autoescape=True))
    if kind is not None:
        query = query.where(Shelter.kind == kind)
    if is_open is not None:
        query = query.where(col(Shelter.closed_at).is_(None) if is_open else col(Shelter.closed_at).is_not(None))
    if has_room_for is not None:
        query = query.where(Shelter.capacity - Shelter.taken >= has_room_for)
    if after is not None:
        query = query.where(col(Shelter.id) > after)
    return (await session.exec(query)).all()


async def lock_stay(session: AsyncSession, id: UUID) -> ShelterStay:
    """Raises NoSuchStay."""
    stay = await session.get(ShelterStay, id, with_for_update=True, populate_existing=True)
    if stay is None:
        raise NoSuchStay(stay_id=str(id))
    return stay


async def find_stay_now(session: AsyncSession, household_id: UUID) -> ShelterStay | None:
    """Where a household is."""
    query = select(ShelterStay).where(ShelterStay.household_id == household_id, col(ShelterStay.until_at).is_(None))
    return (await session.exec(query)).one_or_none()


async def list_stays_in(session: AsyncSession, shelter_id: UUID, *, after: UUID | None, limit: int) -> Sequence[ShelterStay]:
    """Who is and was in a place, the first first; one more than `limit`."""
    query = select(ShelterStay).where(ShelterStay.shelter_id == shelter_id).order_by(col(ShelterStay.id)).limit(limit + 1)
    if after is not None:
        query = query.where(col(ShelterStay.id) > after)
    return (await session.exec(query)).all()


async def count_days_before(session: AsyncSession, *, household_id: UUID, disaster_id: UUID) -> int:
    """The days of a household that have counted in a disaster so far."""
    query = select(func.coalesce(func.sum(ShelterStay.counted_days), 0)).where(
        ShelterStay.household_id == household_id, ShelterStay.disaster_id == disaster_id
    )
    return int((await session.exec(query)).one())


async def lock_lived_in(session: AsyncSession, *, before: date, limit: int) -> Sequence[Shelter]:
    """Places with people in them to which nobody was sent since that day; those that another process is at are left to it."""
    unasked = or_(col(Shelter.asked_on).is_(None), col(Shelter.asked_on) < before)
    query = select(Shelter).where(Shelter.taken > 0, unasked).order_by(col(Shelter.id)).limit(limit)
    return (await session.exec(query.with_for_update(skip_locked=True))).all()


async def count_households_in(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many households are in each of these places."""
    query = select(ShelterStay.shelter_id, func.count()).where(
        col(ShelterStay.shelter_id).in_(ids), col(ShelterStay.until_at).is_(None)
    )
    return dict((await session.exec(query.group_by(col(ShelterStay.shelter_id)))).all())
