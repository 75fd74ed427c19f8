"""Door three: what registry does by the clock."""

from datetime import datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment import release_households as releasing
from services.registry.operations.campaign import settle_campaigns as settling
from services.registry.operations.case import remind_deadlines as reminding
from services.registry.operations.watch import advance_sweep as advancing
from services.registry.operations.watch import raise_alerts as raising
from services.registry.store.alert import lock_sweep
from services.registry.store.watch import FIRST, Stretch
from shared.clock import china
from shared.jobs import Jobs

jobs = Jobs("registry")

NIGHT = time(1, 30)
"""Clinics have closed, departments have sent the day's lists, and the nightly backups have not begun."""


@jobs.until_empty(poll_seconds=60)
async def sweep_register(session: AsyncSession, at: datetime) -> bool:
    """The next stretch of the register, in a transaction of its own; a process that dies leaves the rest to the next."""
    wall = china(at)
    if wall.time() < NIGHT:
        return False
    sweep = await lock_sweep(session, on=wall.date(), at=at)
    if sweep is None:
        return False
    looked, raised = await raising.raise_alerts(session, Stretch(after=sweep.reached or FIRST), on=wall.date())
    await advancing.advance_sweep(session, sweep, looked, alerts=len(raised))
    return sweep.finished_at is None


@jobs.every(minutes=1)
async def remind_deadlines(session: AsyncSession, at: datetime) -> None:
    """Whoever is late hears of it within a minute."""
    await reminding.remind_deadlines(session, at=at)


@jobs.every(hours=1)
async def settle_campaigns(session: AsyncSession, at: datetime) -> None:
    """Who became old, poor or watched joins the campaigns that mean them, and who died or moved away leaves, within the hour."""
    await settling.settle_campaigns(session, None, on=china(at).date())
    await releasing.release_households(session, None, on=china(at).date())
