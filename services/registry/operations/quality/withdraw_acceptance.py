"""Take back that a finding was accepted: it is open again."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.finding import must_be_accepted
from services.registry.store.finding import lock_finding
from services.registry.tables import QualityFinding


async def withdraw_acceptance(session: AsyncSession, finding_id: UUID) -> QualityFinding:
    """Who had accepted it and why stays in the audit. Raises NoSuchFinding, FindingIsGone, NotAccepted."""
    finding = await lock_finding(session, finding_id)

    must_be_accepted(gone_at=finding.gone_at, accepted_at=finding.accepted_at)

    finding.accepted_at, finding.accepted_by, finding.accepted_reason = None, "", ""
    session.add(finding)
    await session.flush()
    return finding
