"""Open a decided claim again, on objection or where it was wrong: what is not paid yet is no longer owed."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import ReopenClaim
from services.medical.store import insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim
from shared import outbox
from shared.events.medical import CompensationCancelled
from shared.security import Principal


async def reopen_claim(session: AsyncSession, form: ReopenClaim, *, claim_id: UUID, by: Principal, on: date) -> InsuranceClaim:
    """What was paid stays paid and stands against the sum. Raises NoSuchInsuranceClaim, OutsideRegion,
    InsuranceClaimStateForbids, AlreadyClaimed (of a refused claim whose bill was claimed anew since)."""
    claim = await insurance_claims.lock_claim(session, claim_id)
    await insurance_claims.lock_bill(session, claim.identity_hash, claim.bill)
    same = await insurance_claims.find_same(session, identity_hash=claim.identity_hash, benefit=claim.benefit, bill=claim.bill)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)

    by.must_cover(claim.region)
    status = rules.become(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.REOPENED)
    if same and same.id != claim.id:
        raise rules.AlreadyClaimed(claim_id=same.id)

    withdrawn_fen = claim.approved_fen - claim.paid_fen
    claim.status, claim.reopened, claim.approved_fen = status, claim.reopened + 1, claim.paid_fen
    claim.assessed_by, claim.assessed_fen, claim.decided_by, claim.decided_on = None, 0, None, None
    claim.refusal_reason, claim.due_on = None, policy.deadlines.assess.after(on)
    await insurance_claims.add_step(session, claim, by=by.subject, note=f"重新核定：{form.reason}")
    if withdrawn_fen:
        await insurance_claims.add_entry(session, claim, kind="withdrawn", amount_fen=-withdrawn_fen, on=on)

        await outbox.record(
            session,
            CompensationCancelled(
                claim_id=claim.id,
                purchase_id=claim.purchase_id,
                region=claim.region[:6],
                insurer=claim.insurer,
                amount_fen=withdrawn_fen,
            ),
        )
    return claim
