"""Decide what another person has assessed (复核): the insurer owes from here on, or the claimant is told why it does not."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance import spoken
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import DecideClaim
from services.medical.store import insurance_claims, insurance_terms, settlements
from services.medical.tables import InsuranceClaim
from shared import outbox
from shared.events.medical import CompensationApproved
from shared.security import Principal


async def decide_claim(session: AsyncSession, form: DecideClaim, *, claim_id: UUID, by: Principal, on: date) -> InsuranceClaim:
    """The sum that is left of the year is looked at again, under its lock: two claims of one person cannot both draw the last
    yuan. A claim whose settlement was taken back is not approved.

    Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, DecidedByItsAssessor, DecisionNotAsSeen,
    SettlementTakenBack, AboveWhatIsPayable.
    """
    claim = await insurance_claims.lock_claim(session, claim_id)
    await insurance_claims.lock_sum(session, claim)
    policy, _ = insurance_terms.get_insurance(claim.region, claim.event_on)
    benefit = policy.benefit(claim.benefit)
    drawn_fen = await insurance_claims.drawn_fen(session, claim, benefit.per)
    reversal = await settlements.find_reversal(session, claim.settlement_id) if claim.settlement_id else None

    by.must_cover(claim.region)
    rules.must_stand(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.ASSESSED)
    rules.must_be_another(claim.assessed_by, by.subject)
    if form.amount_fen != claim.assessed_fen:
        raise rules.DecisionNotAsSeen(pointer="/amount_yuan")
    if not form.agree:
        claim.status = rules.become(InsuranceClaimStatus.ASSESSED, InsuranceClaimStatus.ACCEPTED)
        claim.assessed_by, claim.assessed_fen = None, 0
        await insurance_claims.add_step(session, claim, by=by.subject, note=f"复核退回：{form.note}")
        return claim
    if claim.proposes_refusal:
        claim.status = rules.become(InsuranceClaimStatus.ASSESSED, InsuranceClaimStatus.REFUSED)
        claim.decided_by, claim.decided_on, claim.refusal_reason = by.subject, on, form.note
        claim.due_on = policy.deadlines.notify.after(on)
        note = f"拒赔：{form.note}；拒赔通知书于 {claim.due_on.isoformat()} 前送达"
        await insurance_claims.add_step(session, claim, by=by.subject, note=note)
        return claim
    if reversal:
        raise rules.SettlementTakenBack(settlement_id=claim.settlement_id)
    amounts = {"loss_fen": claim.loss_fen, "paid_elsewhere_fen": claim.paid_elsewhere_fen, "drawn_fen": drawn_fen}
    rules.must_be_payable(
        claim.assessed_fen,
        payable_fen=benefit.payable_fen(**amounts),
        paid_fen=claim.paid_fen,
        because=spoken(benefit, **amounts),
    )

    owed_fen = claim.assessed_fen - claim.paid_fen
    claim.status = rules.become(InsuranceClaimStatus.ASSESSED, InsuranceClaimStatus.APPROVED)
    claim.decided_by, claim.decided_on, claim.refusal_reason = by.subject, on, None
    claim.approved_fen, claim.due_on = claim.assessed_fen, policy.deadlines.pay.after(on)
    if owed_fen == 0:
        claim.status = rules.become(InsuranceClaimStatus.APPROVED, InsuranceClaimStatus.PAID)
    await insurance_claims.add_step(session, claim, by=by.subject, note=f"复核同意：{form.note}", amount_fen=claim.approved_fen)
    if owed_fen:
        await insurance_claims.add_entry(session, claim, kind="approved", amount_fen=owed_fen, on=on, due_on=claim.due_on)

        await outbox.record(
            session,
            CompensationApproved(
                claim_id=claim.id,
                purchase_id=claim.purchase_id,
                region=claim.region[:6],
                insurer=claim.insurer,
                amount_fen=owed_fen,
                due_on=claim.due_on,
            ),
        )
    return claim
