from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import must_be_built
from services.housing.rules.number import Series
from services.housing.rules.occupancy import LivesThereAlready, Stay, must_follow
from services.housing.schemas.house import EnterHouse
from services.housing.store.house import lock_home
from services.housing.store.household import get_household
from services.housing.store.number import take_number
from services.housing.store.occupancy import list_stays
from services.housing.tables import House, Occupancy
from shared.security import Principal


async def enter_house(session: AsyncSession, form: EnterHouse, *, by: Principal, on: date, at: datetime) -> House:
    """A house enters the file, with the household that lives in it if one does and lives nowhere yet. Nobody is told.

    Raises OutsideRegion, HouseholdUnknown, LivesThereAlready, BuiltAhead, MovedOutOfTime.
    """
    by.must_cover(form.region, pointer="/region")
    stays = []
    if form.household_id:
        await get_household(session, form.household_id, pointer="/household_id")
        await lock_home(session, form.household_id)
        stays = [stay for stay, _ in await list_stays(session, form.household_id)]

    must_be_built(form.built_year, on=on)
    if any(stay.until_on is None for stay in stays):
        raise LivesThereAlready(pointer="/household_id")
    if form.since_on:
        must_follow([Stay(stay.since_on, stay.until_on) for stay in stays], form.since_on, on=on, pointer="/since_on")

    number = await take_number(session, Series.HOUSE, form.region)
    house = House(number=number, region=form.region, **form.described, entered_by=by.subject, entered_at=at)
    session.add(house)
    await session.flush()
    if form.household_id:
        session.add(
            Occupancy(
                house_id=house.id,
                household_id=form.household_id,
                region=house.region,
                tenure=form.tenure,
                since_on=form.since_on,
                told_by=by.subject,
            )
        )
        await session.flush()
    return house
