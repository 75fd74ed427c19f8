from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import must_stand
from services.housing.rules.occupancy import LeftWhy, LivesThereAlready, Stay, must_follow
from services.housing.schemas.occupancy import MoveIn
from services.housing.store.house import lock_home, lock_house
from services.housing.store.household import get_household
from services.housing.store.occupancy import begin_stay, end_stay, list_stays
from services.housing.tables import Occupancy
from shared.security import Principal


async def move_in(session: AsyncSession, house_id: UUID, form: MoveIn, *, by: Principal, on: date) -> Occupancy:
    """A household lives in this house from a day on, and no longer in the one where it lived before. An unsafe house that
    nobody lived in is dangerous again. Nobody is told.

    Raises NoSuchHouse, HouseholdUnknown, HouseGone, LivesThereAlready, MovedOutOfTime.
    """
    await get_household(session, form.household_id, pointer="/household_id")
    await lock_home(session, form.household_id)
    stays = [stay for stay, _ in await list_stays(session, form.household_id)]
    now = next((stay for stay in stays if stay.until_on is None), None)
    locked = {id: await lock_house(session, id) for id in sorted({house_id, *([now.house_id] if now else [])})}
    house = locked[house_id]

    must_stand(house.state)
    if now and now.house_id == house_id:
        raise LivesThereAlready(pointer="/household_id")
    must_follow([Stay(stay.since_on, stay.until_on) for stay in stays], form.since_on, on=on, pointer="/since_on")

    if now:
        await end_stay(session, now, LeftWhy.MOVED, on=form.since_on, by=by.subject, reason="住户已迁居")
    return await begin_stay(session, house, form.household_id, tenure=form.tenure, since_on=form.since_on, by=by.subject)
