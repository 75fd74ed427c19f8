"""Take a reported claim up (受理): from here the insurer's days run."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import AcceptClaim
from services.medical.store import insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim
from shared.security import Principal


async def accept_claim(session: AsyncSession, form: AcceptClaim, *, claim_id: UUID, by: Principal, on: date) -> InsuranceClaim:
    """With whatever papers were brought. Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, NoSuchPaper."""
    claim = await insurance_claims.lock_claim(session, claim_id)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)

    by.must_cover(claim.region)
    rules.must_stand(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.REPORTED)
    rules.must_be_known(form.papers, policy.papers)

    claim.status = rules.become(InsuranceClaimStatus.REPORTED, InsuranceClaimStatus.ACCEPTED)
    claim.accepted_on = on
    claim.papers = sorted(set(form.papers))
    claim.due_on = policy.deadlines.assess.after(on)
    await insurance_claims.add_step(session, claim, by=by.subject, note="受理")
    return claim
