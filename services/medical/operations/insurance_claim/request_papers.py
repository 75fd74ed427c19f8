"""Say once and in full which papers are missing (补正, 保险法第二十二条)."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import RequestPapers
from services.medical.store import insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim
from shared.security import Principal


async def request_papers(
    session: AsyncSession, form: RequestPapers, *, claim_id: UUID, by: Principal, on: date
) -> InsuranceClaim:
    """Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, NoSuchPaper, NothingToAskFor."""
    claim = await insurance_claims.lock_claim(session, claim_id)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)

    by.must_cover(claim.region)
    status = rules.become(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.SUPPLEMENTING)
    rules.must_be_known(form.papers, policy.papers)
    asked = sorted(set(form.papers) - set(claim.papers))
    if not asked:
        raise rules.NothingToAskFor(pointer="/papers")

    claim.status, claim.asked_on, claim.asked = status, on, asked
    claim.papers_due_on = policy.deadlines.papers.after(on)
    named = "、".join(policy.papers[paper] for paper in asked)
    note = f"一次性通知补正：{named}；请于 {claim.papers_due_on.isoformat()} 前补齐"
    await insurance_claims.add_step(session, claim, by=by.subject, note=note)
    return claim
