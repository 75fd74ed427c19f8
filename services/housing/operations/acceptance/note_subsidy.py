from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import Said
from services.housing.store.acceptance import lock_acceptance_if_there
from services.housing.tables import Acceptance


async def note_subsidy(session: AsyncSession, acceptance_id: UUID, said: Said) -> Acceptance | None:
    """Keep what funds says last; events come in any order, so what happened earlier than what is known changes nothing.

    None where there is no such acceptance: it was asked for by hand.
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
    return acceptance
