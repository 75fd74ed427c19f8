"""Door three: what registry does by the clock."""

from datetime import datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment import release_households as releasing
from services.registry.operations.board import publish_counts as publishing
from services.registry.operations.campaign import settle_campaigns as settling
from services.registry.operations.case import remind_deadlines as reminding
from services.registry.operations.double import compare_register as comparing
from services.registry.operations.quality import advance_quality_sweep as keeping
from services.registry.operations.quality import look_over as looking
from services.registry.operations.watch import advance_sweep as advancing
from services.registry.operations.watch import raise_alerts as raising
from services.registry.store import double
from services.registry.store.alert import lock_sweep
from services.registry.store.difference import KEPT_DAYS, forget_rows
from services.registry.store.finding import lock_quality_sweep
from services.registry.store.mark import mark_old_rows
from services.registry.store.quality import list_stretch
from services.registry.store.watch import FIRST, Stretch
from shared.clock import china
from shared.jobs import Jobs

jobs = Jobs("registry")

MARKED_AT_ONCE = 500

NIGHT = time(1, 30)
"""Clinics have closed, departments have sent the day's lists, and the nightly backups have not begun."""

QUALITY_NIGHT = time(2, 30)
"""After the monitoring rules, which are what somebody waits for in the morning."""


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
async def publish_counts(session: AsyncSession, at: datetime) -> None:
    """In the first hour of a month, or as soon as somebody runs the service again."""
    await publishing.publish_counts(session, on=china(at).date())


@jobs.every(hours=24)
async def forget_listed_rows(session: AsyncSession, at: datetime) -> None:
    """The rows of departments' lists that went back to be mended are not kept for ever."""
    await forget_rows(session, before=at - timedelta(days=KEPT_DAYS))


@jobs.until_empty(poll_seconds=60)
async def sweep_quality(session: AsyncSession, at: datetime) -> bool:
    """The next stretch of the register under the quality rules: what only time or a new rule makes odd, and what was missed."""
    wall = china(at)
    if wall.time() < QUALITY_NIGHT:
        return False
    sweep = await lock_quality_sweep(session, on=wall.date(), at=at)
    if sweep is None:
        return False
    stretch = await list_stretch(session, after=sweep.reached or FIRST)
    told = await looking.look_over(session, stretch, on=wall.date())
    await keeping.advance_quality_sweep(session, sweep, stretch, persons=told.persons, found=told.found, gone=told.gone)
    return sweep.finished_at is None


@jobs.until_empty(poll_seconds=60)
async def compare_register(session: AsyncSession, at: datetime) -> bool:
    """One step of looking for second files in the whole register, in a transaction of its own."""
    wall = china(at)
    if wall.time() < NIGHT:
        return False
    sweep = await double.lock_sweep(session, on=wall.date(), at=at)
    if sweep is None:
        return False
    await comparing.compare_register(session, sweep, on=wall.date())
    return sweep.finished_at is None


@jobs.until_empty(poll_seconds=600)
async def mark_people(session: AsyncSession, at: datetime) -> bool:
    """Those who were in the register before people could be looked for, so many in a transaction of its own."""
    return await mark_old_rows(session, limit=MARKED_AT_ONCE) > 0


@jobs.every(hours=1)
async def settle_campaigns(session: AsyncSession, at: datetime) -> None:
    """Who became old, poor or watched joins the campaigns that mean them, and who died or moved away leaves, within the hour."""
    await settling.settle_campaigns(session, None, on=china(at).date())
    await releasing.release_households(session, None, on=china(at).date())
