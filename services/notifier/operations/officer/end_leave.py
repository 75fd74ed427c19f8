"""Somebody is back earlier, or does not go at all."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.leave import NoSuchLeave
from services.notifier.store.officer import lock_leave
from services.notifier.tables import Leave
from shared.periods import day_in_china
from shared.security import Principal


async def end_leave(session: AsyncSession, leave_id: UUID, *, by: Principal, at: datetime) -> Leave:
    """The leave, over with yesterday; one that has not begun, or began today, is taken away (the audit keeps it).

    Raises NoSuchLeave, OutsideRegion; a leave that is over is as if it were not there.
    """
    leave, today = await lock_leave(session, leave_id), day_in_china(at)

    by.must_cover(leave.region, pointer="/path/leave_id")
    if leave.until_on < today:
        raise NoSuchLeave

    if leave.from_on >= today:
        await session.delete(leave)
    else:
        leave.until_on = today - timedelta(days=1)
        session.add(leave)
    await session.flush()
    return leave
