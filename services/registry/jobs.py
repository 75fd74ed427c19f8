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
from services.registry.operations.register import compare_stretch as stretching
from services.registry.operations.register import expire_imports as expiring
from services.registry.operations.register import lay_out_import as laying
from services.registry.operations.register import reject_import as rejecting
from services.registry.operations.register import take_in_stretch as taking
from services.registry.operations.watch import advance_sweep as advancing
from services.registry.operations.watch import raise_alerts as raising
from services.registry.rules.preview import ImportState
from services.registry.store import double
from services.registry.store.alert import lock_sweep
from services.registry.store.difference import KEPT_DAYS, forget_rows
from services.registry.store.finding import lock_quality_sweep
from services.registry.store.import_stretch import COMPARED, WAITING, lock_stretch
from services.registry.store.mark import mark_old_rows
from services.registry.store.quality import list_stretch
from services.registry.store.register_import import find_file, list_under_way, scope_of
from services.registry.store.watch import FIRST, Stretch
from shared.clock import china
from shared.database import set_scope
from shared.errors import Refusal
from shared.jobs import Jobs

jobs = Jobs("registry")

MARKED_AT_ONCE = 500

FILES_LOOKED_AT = 20
"""Of files under way, for one that nobody else has in hand; the others wait their turn."""
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
    released = await releasing.release_households(session, None, on=china(at).date())
    await looking.look_over(session, released, on=china(at).date())


async def has_imports(session: AsyncSession) -> bool:
    """Whether a file waits for `advance_imports`."""
    return bool(await list_under_way(session, limit=1))


@jobs.until_empty(poll_seconds=1, workers=2, apart_if=has_imports)
async def advance_imports(session: AsyncSession, at: datetime) -> bool:
    """The next piece of work on a file that came in, in a transaction of its own and in the name of whoever sent it: read it, or
    compare or take in a stretch of it. A process that dies in between leaves the piece undone, and another does it, once."""
    for sent in await list_under_way(session, limit=FILES_LOOKED_AT):
        await set_scope(session, scope_of(sent))
        if sent.state is ImportState.RECEIVED:
            if file := await find_file(session, sent.id):
                try:
                    await laying.lay_out_import(session, sent, file, on=china(at).date())
                except Refusal as why:
                    await rejecting.reject_import(session, sent, file, why)
                return True
        elif sent.state is ImportState.COMPARING:
            if stretch := await lock_stretch(session, sent.id, state=WAITING):
                await stretching.compare_stretch(session, stretch, at=at)
                return True
        elif stretch := await lock_stretch(session, sent.id, state=COMPARED):
            await taking.take_in_stretch(session, stretch, by=sent.by, on=china(at).date(), at=at)
            return True
    return False


@jobs.every(minutes=30)
async def expire_imports(session: AsyncSession, at: datetime) -> None:
    """A preview that nobody committed says nothing about today's register, and holds what it need not hold."""
    await expiring.expire_imports(session, at=at)
