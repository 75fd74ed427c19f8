from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.money_finding import find_waiting_look, lock_county
from services.funds.tables import MoneyLook
from shared.clock import china
from shared.security import Principal


async def ask_look(session: AsyncSession, county: str, *, by: Principal, at: datetime) -> MoneyLook:
    """Ask for a look at all the money of a county. The one that waits already will do for everybody.

    The platform looks, because it sees all of the county's money whoever asks. Raises OutsideRegion.
    """
    by.must_cover(county, pointer="/county")
    await lock_county(session, county)
    waiting = await find_waiting_look(session, county)
    if waiting:
        return waiting

    look = MoneyLook(region=county, is_daily=False, asked_on=china(at).date(), asked_at=at, asked_by=by.subject)
    session.add(look)
    await session.flush()
    return look
