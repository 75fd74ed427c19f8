"""Accept a finding that was looked at and is right as it is."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.finding import must_be_acceptable
from services.registry.store.finding import lock_finding
from services.registry.tables import QualityFinding
from shared import clock


async def accept_finding(session: AsyncSession, finding_id: UUID, *, reason: str, by: str) -> QualityFinding:
    """It stays accepted until a value changes on which the rule rests.

    Raises NoSuchFinding, FindingIsGone, AcceptedAlready, FaultCannotBeRight.
    """
    finding = await lock_finding(session, finding_id)

    must_be_acceptable(finding.severity, gone_at=finding.gone_at, accepted_at=finding.accepted_at)

    finding.accepted_at, finding.accepted_by, finding.accepted_reason = clock.now(), by, reason
    session.add(finding)
    await session.flush()
    return finding
