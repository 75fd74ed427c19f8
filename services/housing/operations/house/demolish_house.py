from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import GoneOutOfTime, must_stand
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import HouseState
from services.housing.rules.occupancy import LeftWhy
from services.housing.schemas.house import DemolishHouse
from services.housing.store.hazard import lock_standing, strike
from services.housing.store.house import get_house, lock_home, lock_house
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import House
from shared.security import Principal


async def demolish_house(session: AsyncSession, house_id: UUID, form: DemolishHouse, *, by: Principal, on: date) -> House:
    """A house is no more: its households live there no longer, and the ledger of dangerous houses says so. Nobody is told.

    Raises NoSuchHouse, HouseGone, GoneOutOfTime.
    """
    await get_house(session, house_id)
    for household_id in sorted(stay.household_id for stay in await list_occupants_now(session, [house_id])):
        await lock_home(session, household_id)
    house = await lock_house(session, house_id)
    stays = await list_occupants_now(session, [house_id])
    listed = await lock_standing(session, house_id)

    must_stand(house.state)
    latest = max([stay.since_on for stay in stays if stay.since_on], default=form.gone_on)
    if not latest <= form.gone_on <= on:
        raise GoneOutOfTime(pointer="/gone_on", today=on.isoformat())

    house.state, house.gone_on, house.gone_why = HouseState.DEMOLISHED, form.gone_on, form.why
    for stay in stays:
        stay.until_on, stay.left_why = form.gone_on, LeftWhy.DEMOLISHED
    await session.flush()
    if listed:
        await strike(session, listed, StruckWhy.DEMOLISHED, on=form.gone_on, by=by.subject, reason=form.why)
    return house
