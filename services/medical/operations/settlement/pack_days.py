"""Pack the settlements of days that are over, so that a draft can be tried on a year of them in seconds."""

from datetime import datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import recorded
from shared.periods import CHINA

SETTLEMENTS_AT_ONCE = 50_000
QUIET = timedelta(hours=1)
"""After midnight: by then whatever began to settle on the day before has ended."""


async def pack_days(session: AsyncSession, *, at: datetime) -> bool:
    """The oldest days that wait, until fifty thousand settlements are packed; whether there was any day.

    Nobody is told, for nothing is new. A day whose packing was broken off waits still.
    """
    until = datetime.combine((at - QUIET).astimezone(CHINA).date(), time(), CHINA)
    waiting = await recorded.list_waiting_days(session, until=until)

    left = SETTLEMENTS_AT_ONCE
    for day in waiting:
        session.add(await recorded.pack_day(session, day))
        left -= day.settlements
        if left <= 0:
            break
    await session.flush()
    return bool(waiting)
