"""Mark a claim as settled, once its papers are complete; the door settles the bill itself in the same transaction."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim import ClaimStatus, Paper, must_be_complete, must_be_undecided
from services.medical.store import claims
from services.medical.tables import PaperClaim
from shared import clock


async def close_claim(session: AsyncSession, *, claim_id: UUID) -> PaperClaim:
    """Raises NoSuchClaim, ClaimDecided, PapersMissing."""
    claim = await claims.lock_claim(session, claim_id)

    must_be_undecided(ClaimStatus(claim.status))
    must_be_complete([Paper(paper) for paper in claim.papers])

    claim.status, claim.decided_at = ClaimStatus.SETTLED, clock.now()
    await session.flush()
    return claim
