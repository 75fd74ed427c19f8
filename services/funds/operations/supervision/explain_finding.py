from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import MoneyFindingState, must_be_explainable
from services.funds.store.money_finding import lock_finding
from services.funds.tables import MoneyFinding
from shared.security import Principal


async def explain_finding(
    session: AsyncSession, finding_id: UUID, explanation: str, *, by: Principal, at: datetime
) -> MoneyFinding:
    """Say why it is so, or what is done about it; said again, the last word holds and the audit keeps the others.

    Raises NoSuchMoneyFinding, MoneyFindingOver, AcceptedBefore.
    """
    finding = await lock_finding(session, finding_id)

    must_be_explainable(finding.state)

    finding.state = MoneyFindingState.EXPLAINED
    finding.explanation, finding.explained_by, finding.explained_at = explanation, by.subject, at
    session.add(finding)
    await session.flush()
    return finding
