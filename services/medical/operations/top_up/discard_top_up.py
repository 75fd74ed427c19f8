"""Discard a run that was not confirmed."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.top_up import RunState, become
from services.medical.schemas.top_up import DiscardTopUp
from services.medical.store import top_ups
from services.medical.tables import TopUpRun
from shared import clock
from shared.security import Principal


async def discard_top_up(session: AsyncSession, form: DiscardTopUp, *, run_id: UUID, by: Principal) -> TopUpRun:
    """Its lines stay on record; nothing was booked. Raises NoSuchTopUpRun, OutsideRegion, TopUpStateForbids."""
    run = await top_ups.lock_run(session, run_id)

    by.must_cover(run.region)
    state = become(RunState(run.state), RunState.DISCARDED)

    run.state, run.discarded_by, run.discarded_at, run.discard_reason = state, by.subject, clock.now(), form.reason
    session.add(run)
    await session.flush()
    return run
