"""Confirm a run that another person has made: from now on it is booked, and its payments are asked for."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import top_up as rules
from services.medical.rules.top_up import RunState, become
from services.medical.rules.top_up_year import last_day
from services.medical.schemas.top_up import ConfirmTopUp
from services.medical.store import policies, top_ups
from services.medical.tables import TopUpRun
from shared import clock
from shared.security import Principal


async def confirm_top_up(session: AsyncSession, form: ConfirmTopUp, *, run_id: UUID, by: Principal) -> TopUpRun:
    """The job books it, a chunk at a time, so that no hospital waits for a whole county's accounts.

    Raises NoSuchTopUpRun, OutsideRegion, TopUpStateForbids, TopUpConfirmedByItsMaker, TopUpMadeAnew, TopUpPolicyChanged.
    """
    run = await top_ups.lock_run(session, run_id)

    by.must_cover(run.region)
    state = become(RunState(run.state), RunState.BOOKING)
    rules.must_be_another(by.subject, run.made_by)
    if (form.content_hash, form.pay_fen) != (run.content_hash, run.pay_fen):
        raise rules.TopUpMadeAnew(pointer="/content_hash" if form.content_hash != run.content_hash else "/pay_yuan")
    if policies.get_policy(run.region, last_day(run.year)).version != run.policy_version:
        raise rules.TopUpPolicyChanged(policy=run.policy)

    run.state, run.confirmed_by, run.confirmed_at = state, by.subject, clock.now()
    session.add(run)
    await session.flush()
    return run
