"""Note what was brought later; the wait is not counted against the insurer."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import ReceivePapers
from services.medical.store import insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim
from shared.security import Principal


async def receive_papers(
    session: AsyncSession, form: ReceivePapers, *, claim_id: UUID, by: Principal, on: date
) -> InsuranceClaim:
    """Once everything that was asked for is there, the claim goes on, with as many days as it had left.

    Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, NoSuchPaper.
    """
    claim = await insurance_claims.lock_claim(session, claim_id)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)

    by.must_cover(claim.region)
    rules.must_stand(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.SUPPLEMENTING)
    rules.must_be_known(form.papers, policy.papers)

    claim.papers = sorted({*claim.papers, *form.papers})
    claim.asked = sorted(set(claim.asked) - set(claim.papers))
    if not claim.asked:
        claim.status = rules.become(InsuranceClaimStatus.SUPPLEMENTING, InsuranceClaimStatus.ACCEPTED)
        claim.due_on = rules.waited(claim.due_on, since=claim.asked_on or on, until=on)
        claim.asked_on = claim.papers_due_on = None
    named = "、".join(policy.papers[paper] for paper in sorted(set(form.papers)))
    await insurance_claims.add_step(session, claim, by=by.subject, note=f"收到补正材料：{named}")
    return claim
