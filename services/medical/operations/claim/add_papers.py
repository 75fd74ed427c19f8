"""Note papers that were brought later."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.claim import ClaimStatus, must_be_undecided
from services.medical.schemas.claim import AddPapers
from services.medical.store import claims
from services.medical.tables import PaperClaim


async def add_papers(session: AsyncSession, form: AddPapers, *, claim_id: UUID) -> PaperClaim:
    """The deadline runs from the day of receipt all the same. Raises NoSuchClaim, ClaimDecided."""
    claim = await claims.lock_claim(session, claim_id)

    must_be_undecided(ClaimStatus(claim.status))

    claim.papers = sorted({*claim.papers, *(paper.value for paper in form.papers)})
    await session.flush()
    return claim
