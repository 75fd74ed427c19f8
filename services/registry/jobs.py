"""Door three: what registry does by the clock."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case import remind_deadlines as reminding
from shared.jobs import Jobs

jobs = Jobs("registry")


@jobs.every(minutes=1)
async def remind_deadlines(session: AsyncSession, at: datetime) -> None:
    """Whoever is late hears of it within a minute."""
    await reminding.remind_deadlines(session, at=at)
