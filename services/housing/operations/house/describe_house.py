from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import must_be_built, must_stand
from services.housing.schemas.house import DescribeHouse
from services.housing.store.house import lock_house
from services.housing.tables import House


async def describe_house(session: AsyncSession, house_id: UUID, form: DescribeHouse, *, on: date) -> House:
    """Say what a house is like; what the form leaves out stays, what was said before stays in the audit. Nobody is told.

    Raises NoSuchHouse, HouseGone, BuiltAhead.
    """
    house = await lock_house(session, house_id)

    must_stand(house.state)
    must_be_built(form.built_year, on=on)

    for field, value in form.described.items():
        setattr(house, field, value)
    await session.flush()
    return house
