"""Door three: instalments that are overdue."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.instalment import tell_missed_instalments as telling
from shared import periods
from shared.jobs import Jobs

jobs = Jobs("medical")


@jobs.every(minutes=10)
async def tell_missed_instalments(session: AsyncSession, at: datetime) -> None:
    """Ten minutes into a day those due the day before are told of, and whatever was left over from a full tick."""
    await telling.tell_missed_instalments(session, on=periods.day_in_china(at))
