"""Door three: instalments that are overdue, and days that are over."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.instalment import tell_missed_instalments as telling
from services.medical.operations.settlement import pack_days as packing
from shared import periods
from shared.jobs import Jobs

jobs = Jobs("medical")


@jobs.every(minutes=10)
async def tell_missed_instalments(session: AsyncSession, at: datetime) -> None:
    """Ten minutes into a day those due the day before are told of, and whatever was left over from a full tick."""
    await telling.tell_missed_instalments(session, on=periods.day_in_china(at))


@jobs.until_empty(poll_seconds=3600)
async def pack_days(session: AsyncSession, at: datetime) -> bool:
    """Within two hours of midnight; what was never packed (a million settlements take some minutes) goes on until it is done."""
    return await packing.pack_days(session, at=at)
