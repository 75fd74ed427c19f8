"""Keep the book of the nightly sweep: how far it is, what it found, and that it is over."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.watch import Looked
from services.registry.tables import WatchSweep
from shared import clock


async def advance_sweep(session: AsyncSession, sweep: WatchSweep, looked: Looked, *, alerts: int) -> None:
    """A stretch was judged; an empty one is the end. The sweep is locked by the caller."""
    sweep.households += looked.households
    sweep.alerts += alerts
    if looked.reached is None:
        sweep.finished_at = clock.now()
    else:
        sweep.reached = looked.reached
    session.add(sweep)
    await session.flush()
