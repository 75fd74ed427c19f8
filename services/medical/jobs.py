"""Door three: instalments that are overdue, days that are over, and a year's top-ups as they are reckoned and booked."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.instalment import tell_missed_instalments as telling
from services.medical.operations.settlement import pack_days as packing
from services.medical.operations.top_up.book_top_ups import book_top_ups
from services.medical.operations.top_up.reckon_top_ups import reckon_top_ups
from shared import periods
from shared.jobs import Jobs

jobs = Jobs("medical")


@jobs.every(minutes=10)
async def tell_missed_instalments(session: AsyncSession, at: datetime) -> None:
    """Ten minutes into a day those due the day before are told of, and whatever was left over from a full tick."""
    await telling.tell_missed_instalments(session, on=periods.day_in_china(at))


@jobs.until_empty(poll_seconds=2)
async def reckon_next_top_ups(session: AsyncSession, at: datetime) -> bool:
    """The next people of the run that has waited longest; the run keeps its place in the same transaction."""
    return await reckon_top_ups(session, at=at)


@jobs.until_empty(poll_seconds=2)
async def book_next_top_ups(session: AsyncSession, at: datetime) -> bool:
    """The next lines of a confirmed run."""
    return await book_top_ups(session, at=at)


@jobs.until_empty(poll_seconds=3600)
async def pack_days(session: AsyncSession, at: datetime) -> bool:
    """Within two hours of midnight; what was never packed (a million settlements take some minutes) goes on until it is done."""
    return await packing.pack_days(session, at=at)
