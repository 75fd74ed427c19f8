from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import MoneyFindingState, must_be_accepted
from services.funds.store.money_finding import lock_finding
from services.funds.tables import MoneyFinding


async def withdraw_acceptance(session: AsyncSession, finding_id: UUID) -> MoneyFinding:
    """It waits for a judgement again. Who had accepted it and why stays in the audit.

    Raises NoSuchMoneyFinding, MoneyFindingOver, NotAcceptedYet.
    """
    finding = await lock_finding(session, finding_id)

    must_be_accepted(finding.state)

    finding.state = MoneyFindingState.EXPLAINED
    finding.acceptance, finding.accepted_by, finding.accepted_at = "", "", None
    session.add(finding)
    await session.flush()
    return finding
