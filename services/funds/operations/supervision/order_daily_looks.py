from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.money_finding import find_waiting_look, list_counties_to_look_at, lock_county
from services.funds.tables import MoneyLook
from shared.clock import china

PLATFORM = "平台"


async def order_daily_looks(session: AsyncSession, *, at: datetime) -> int:
    """Have every county with money looked at once a day; a look that somebody asked for and that waits becomes the day's."""
    on = china(at).date()
    counties = await list_counties_to_look_at(session, on=on)

    for county in counties:
        await lock_county(session, county)
        look = await find_waiting_look(session, county)
        if look is None:
            look = MoneyLook(region=county, is_daily=True, asked_on=on, asked_at=at, asked_by=PLATFORM)
        look.is_daily, look.asked_on = True, on
        session.add(look)
        await session.flush()
    return len(counties)
