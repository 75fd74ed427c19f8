from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import Said, SubsidyState
from services.housing.rules.awaited_step import Matter
from services.housing.store.acceptance import lock_acceptance_if_there
from services.housing.store.awaited_step import end_steps
from services.housing.store.renovation import lock_renovation_accepted
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Acceptance
from shared.clock import china


async def note_subsidy(session: AsyncSession, acceptance_id: UUID, said: Said) -> Acceptance | None:
    """Keep what funds says last; events come in any order, so what happened earlier than what is known changes nothing.

    Once it is paid nobody waits for it any more, and its renovation waits for its file to be closed; what came back is waited for
    again by the job that looks for what was forgotten. None where there is no such
    acceptance: it was asked for by hand.
    """
    acceptance = await lock_acceptance_if_there(session, acceptance_id)
    if acceptance is None or said.at < acceptance.told_at:
        return acceptance

    acceptance.subsidy, acceptance.told_at = said.state, said.at
    acceptance.payment_id = said.payment_id or acceptance.payment_id
    acceptance.subsidy_code, acceptance.subsidy_reason = said.code, said.reason[:200]
    acceptance.paid_on = said.paid_on
    session.add(acceptance)
    await session.flush()

    on = said.paid_on or china(said.at).date()
    renovation = await lock_renovation_accepted(session, acceptance.id)
    if said.state is SubsidyState.PAID:
        await end_steps(session, Matter.SUBSIDY, acceptance.id, on=on)
    if renovation is not None:
        await follow_renovation(session, renovation, on=on)
    return acceptance
