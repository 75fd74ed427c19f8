from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.grant import GrantState, become
from services.funds.store.grant import lock_grants_of_cases, put_grants
from services.funds.tables import EmergencyGrant
from shared.events.registry import CaseRetracted


async def withdraw_grant(session: AsyncSession, event: CaseRetracted) -> EmergencyGrant | None:
    """A grant that waits for money is not paid any more, because its case was a mistake.

    One that was paid stays paid: the county takes it back by reversing its transfer, where everyone sees it. None if the case
    has no grant.
    """
    grant = (await lock_grants_of_cases(session, [event.case_id])).get(event.case_id)

    if grant is not None and grant.state is GrantState.WAITING:
        grant.state = become(grant.state, GrantState.WITHDRAWN)
        await put_grants(session, [grant], [], owed=[])
    return grant
