"""Propose what the insurer is to pay, or that it is not to pay (核定); another person decides."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance import spoken
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import AssessClaim
from services.medical.store import insurance_claims, insurance_terms
from services.medical.tables import InsuranceClaim
from shared.money import yuan
from shared.security import Principal


async def assess_claim(session: AsyncSession, form: AssessClaim, *, claim_id: UUID, by: Principal) -> InsuranceClaim:
    """Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, PapersIncomplete, NothingAssessed,
    AboveWhatIsPayable, BelowWhatIsPaid."""
    claim = await insurance_claims.lock_claim(session, claim_id)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)
    benefit = policy.benefit(claim.benefit)
    drawn_fen = await insurance_claims.drawn_fen(session, claim, benefit.per)

    by.must_cover(claim.region)
    status = rules.become(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.ASSESSED)
    amounts = {"loss_fen": claim.loss_fen, "paid_elsewhere_fen": claim.paid_elsewhere_fen, "drawn_fen": drawn_fen}
    because = spoken(benefit, **amounts)
    if form.refuse:
        note = f"核定拒赔：{form.note}"
    else:
        if missing := policy.missing(benefit, set(claim.papers)):
            raise rules.PapersIncomplete(missing=missing)
        payable_fen = benefit.payable_fen(**amounts)
        rules.must_be_payable(form.amount_fen, payable_fen=payable_fen, paid_fen=claim.paid_fen, because=because)
        note = f"核定赔付 {yuan(form.amount_fen)} 元：{because}{form.note}"

    claim.status, claim.assessed_by, claim.decided_by = status, by.subject, None
    claim.proposes_refusal, claim.assessed_fen = form.refuse, 0 if form.refuse else form.amount_fen
    await insurance_claims.add_step(session, claim, by=by.subject, note=note, amount_fen=claim.assessed_fen)
    return claim
