"""The public flow, as tests say it."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.jobs import lay_flow, publish_village_figures
from tests.builders.funds import DETECTED_AT


async def lay_out(session: AsyncSession, *, at: datetime = DETECTED_AT) -> None:
    """Let the clock lay out everything that was published."""
    await session.flush()
    while await lay_flow(session, at):
        await session.flush()


async def publish_quarters(session: AsyncSession, *, at: datetime) -> int:
    """Let the clock publish every quarter that is over; how many there were."""
    published = 0
    while await publish_village_figures(session, at):
        published += 1
    return published
