"""What housing asks its database of who lives where."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import EMPTY, StruckWhy
from services.housing.rules.occupancy import LeftWhy, LivesNowhere, Tenure
from services.housing.store.hazard import lock_standing, stand_again, strike
from services.housing.tables import House, Occupancy


async def list_stays(session: AsyncSession, household_id: UUID) -> Sequence[tuple[Occupancy, House]]:
    """Where a household lives and lived, the first first; what was told by mistake too."""
    query = select(Occupancy, House).join(House, col(House.id) == Occupancy.house_id)
    return (await session.exec(query.where(Occupancy.household_id == household_id).order_by(col(Occupancy.id)))).all()


async def list_occupants(session: AsyncSession, house_id: UUID) -> Sequence[Occupancy]:
    """Who lives and lived in a house, the first first."""
    query = select(Occupancy).where(Occupancy.house_id == house_id).order_by(col(Occupancy.id))
    return (await session.exec(query)).all()


async def list_occupants_now(session: AsyncSession, house_ids: Collection[UUID]) -> Sequence[Occupancy]:
    """Who lives in these houses now, in the order in which they moved in."""
    query = select(Occupancy).where(col(Occupancy.house_id).in_(house_ids), col(Occupancy.until_on).is_(None))
    return (await session.exec(query.order_by(col(Occupancy.id)))).all()


async def list_occupants_on(session: AsyncSession, house_id: UUID, day: date) -> Sequence[Occupancy]:
    """Who lived in a house on a day; what was told by mistake is left out."""
    query = (
        select(Occupancy)
        .where(Occupancy.house_id == house_id)
        .where(or_(col(Occupancy.since_on).is_(None), col(Occupancy.since_on) <= day))
    )
    query = query.where(or_(col(Occupancy.until_on).is_(None), col(Occupancy.until_on) > day))
    query = query.where(or_(col(Occupancy.left_why).is_(None), col(Occupancy.left_why) != LeftWhy.CORRECTED))
    return (await session.exec(query.order_by(col(Occupancy.id)))).all()


async def find_open_stay(session: AsyncSession, household_id: UUID) -> Occupancy | None:
    query = select(Occupancy).where(Occupancy.household_id == household_id, col(Occupancy.until_on).is_(None))
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def get_open_stay(session: AsyncSession, household_id: UUID) -> Occupancy:
    """Raises LivesNowhere."""
    stay = await find_open_stay(session, household_id)
    if stay is None:
        raise LivesNowhere(household_id=str(household_id))
    return stay


async def is_lived_in(session: AsyncSession, house_id: UUID) -> bool:
    query = select(Occupancy.id).where(Occupancy.house_id == house_id, col(Occupancy.until_on).is_(None)).limit(1)
    return (await session.exec(query)).first() is not None


async def end_stay(
    session: AsyncSession,
    stay: Occupancy,
    why: LeftWhy,
    *,
    on: date,
    by: str,
    reason: str,
    struck: StruckWhy = StruckWhy.MOVED_OUT,
) -> None:
    """A household lives there no longer. A dangerous house that stands empty then leaves the ledger, with the reason; one in
    which others live stays, and says so. The house is locked by the caller."""
    stay.until_on, stay.left_why = max(on, stay.since_on or on), why
    await session.flush()
    listed = await lock_standing(session, stay.house_id)
    if listed is None:
        return
    if not await is_lived_in(session, stay.house_id):
        await strike(session, listed, struck, on=on, by=by, reason=reason)
    elif struck is StruckWhy.REHOUSED:
        listed.note = listed.note or f"{reason}；仍有其他住户，保留在台账"
        await session.flush()


async def begin_stay(
    session: AsyncSession, house: House, household_id: UUID, *, tenure: Tenure, since_on: date, by: str
) -> Occupancy:
    """A household lives there from a day on; an unsafe house that nobody lived in is dangerous again."""
    stay = Occupancy(
        house_id=house.id, household_id=household_id, region=house.region, tenure=tenure, since_on=since_on, told_by=by
    )
    session.add(stay)
    await session.flush()
    await stand_again(session, house.id, *EMPTY)
    return stay
