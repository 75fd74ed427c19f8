from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.occupancy import LeftWhy, Stay, must_follow
from services.housing.schemas.occupancy import MoveOut
from services.housing.store.house import lock_home, lock_house
from services.housing.store.occupancy import end_stay, get_open_stay, list_stays
from services.housing.tables import Occupancy
from shared.security import Principal


async def move_out(session: AsyncSession, household_id: UUID, form: MoveOut, *, by: Principal, on: date) -> Occupancy:
    """A household lives there no longer, or never did; a dangerous house that stands empty then leaves the ledger. Nobody is
    told.

    Raises LivesNowhere, MovedOutOfTime.
    """
    await lock_home(session, household_id)
    stay = await get_open_stay(session, household_id)
    await lock_house(session, stay.house_id)
    stays = [each for each, _ in await list_stays(session, household_id)]

    must_follow([Stay(each.since_on, each.until_on) for each in stays], form.until_on, on=on, pointer="/until_on")

    await end_stay(session, stay, LeftWhy(form.why), on=form.until_on, by=by.subject, reason="住户已迁出")
    return stay
