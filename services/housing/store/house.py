"""What housing asks its database of houses."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.tables import House


async def lock_house_of(session: AsyncSession, household_id: UUID, region: str) -> House:
    """The household's house, known from now on, locked."""
    known = House(household_id=household_id, region=region).model_dump()
    await session.execute(insert(House).values(known).on_conflict_do_nothing())
    return (await session.exec(select(House).where(House.household_id == household_id).with_for_update())).one()
