"""Door three: whose turn it is, and what falls due by the day alone."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.awaited_step import follow_forgotten as following
from services.housing.operations.awaited_step import tell_due_steps as telling
from services.housing.operations.shelter import ask_for_rounds as asking
from shared.clock import china
from shared.jobs import Jobs

jobs = Jobs("housing")


@jobs.every(seconds=5)
async def tell_due_steps(session: AsyncSession, at: datetime) -> None:
    """Whoever has to act is told within seconds, or on the day; some at a time, and what was told is not told again."""
    await telling.tell_due_steps(session, on=china(at).date())


@jobs.every(minutes=10)
async def follow_forgotten(session: AsyncSession, at: datetime) -> None:
    """Whatever was under way before steps were kept is somebody's turn too."""
    await following.follow_forgotten(session, on=china(at).date())


@jobs.every(minutes=10)
async def ask_for_rounds(session: AsyncSession, at: datetime) -> None:
    """Who is sheltered is looked after each day."""
    await asking.ask_for_rounds(session, at=at)
