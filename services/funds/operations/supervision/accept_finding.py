from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import MoneyFindingState, must_be_acceptable
from services.funds.store.money_finding import lock_finding
from services.funds.tables import MoneyFinding
from shared.security import Principal


async def accept_finding(session: AsyncSession, finding_id: UUID, reason: str, *, by: Principal, at: datetime) -> MoneyFinding:
    """Let an explanation stand, by another person than who gave it; until something changes that it rests on.

    Raises NoSuchMoneyFinding, MoneyFindingOver, AcceptedBefore, NotExplainedYet, SamePerson.
    """
    finding = await lock_finding(session, finding_id)

    must_be_acceptable(finding.state, explained_by=finding.explained_by, by=by.subject)

    finding.state = MoneyFindingState.ACCEPTED
    finding.acceptance, finding.accepted_by, finding.accepted_at = reason, by.subject, at
    session.add(finding)
    await session.flush()
    return finding
