"""Hand a claim back with the reason; the invoice may be claimed again."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.claim import ClaimStatus, must_be_undecided
from services.medical.schemas.claim import RefuseClaim
from services.medical.store import admissions, claims
from services.medical.tables import PaperClaim
from shared import clock, outbox
from shared.events.medical import AdmissionCancelled


async def refuse_claim(session: AsyncSession, form: RefuseClaim, *, claim_id: UUID) -> PaperClaim:
    """The visit opened for it is cancelled, with its lines on record. Raises NoSuchClaim, ClaimDecided."""
    known = await claims.get_claim(session, claim_id)
    visit = await admissions.lock_admission(session, known.admission_id)
    claim = await claims.lock_claim(session, claim_id)

    must_be_undecided(ClaimStatus(claim.status))

    claim.status, claim.refusal_reason, claim.decided_at = ClaimStatus.REFUSED, form.reason, clock.now()
    visit.status, visit.cancel_reason = AdmissionStatus.CANCELLED, form.reason
    await session.flush()

    await outbox.record(session, AdmissionCancelled(admission_id=visit.id, hospital=visit.hospital, region=visit.region))
    return claim
