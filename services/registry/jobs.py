"""Door three: what registry does by the clock."""

from datetime import datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case import remind_deadlines as reminding
from services.registry.operations.register import compare_stretch as comparing
from services.registry.operations.register import expire_imports as expiring
from services.registry.operations.register import judge_import as judging
from services.registry.operations.register import reject_import as rejecting
from services.registry.operations.register import take_in_stretch as taking
from services.registry.operations.watch import advance_sweep as advancing
from services.registry.operations.watch import raise_alerts as raising
from services.registry.rules.preview import ImportState
from services.registry.store.alert import lock_sweep
from services.registry.store.import_stretch import COMPARED, WAITING, lock_stretch
from services.registry.store.register_import import find_file, list_under_way, scope_of
from services.registry.store.watch import FIRST, Stretch
from shared.clock import china
from shared.database import set_scope
from shared.errors import Refusal
from shared.jobs import Jobs

jobs = Jobs("registry")

FILES_LOOKED_AT = 20
"""Of files under way, for one that nobody else has in hand; the others wait their turn."""
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


@jobs.until_empty(poll_seconds=1, workers=2)
async def advance_imports(session: AsyncSession, at: datetime) -> bool:
    """The next piece of work on a file that came in, in a transaction of its own and in the name of whoever sent it: read it, or
    compare or take in a stretch of it. A process that dies in between leaves the piece undone, and another does it, once."""
    for sent in await list_under_way(session, limit=FILES_LOOKED_AT):
        await set_scope(session, scope_of(sent))
        if sent.state is ImportState.RECEIVED:
            if file := await find_file(session, sent.id):
                try:
                    await judging.judge_import(session, sent, file, on=china(at).date())
                except Refusal as why:
                    await rejecting.reject_import(session, sent, file, why)
                return True
        elif sent.state is ImportState.COMPARING:
            if stretch := await lock_stretch(session, sent.id, state=WAITING):
                await comparing.compare_stretch(session, stretch, at=at)
                return True
        elif stretch := await lock_stretch(session, sent.id, state=COMPARED):
            await taking.take_in_stretch(session, stretch, by=sent.by, on=china(at).date(), at=at)
            return True
    return False


@jobs.every(minutes=30)
async def expire_imports(session: AsyncSession, at: datetime) -> None:
    """A preview that nobody committed says nothing about today's register, and holds what it need not hold."""
    await expiring.expire_imports(session, at=at)
