"""Note that the insurer has paid (赔付)."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance_claim import InsuranceClaimStatus
from services.medical.schemas.insurance_claim import RecordCompensation
from services.medical.store import insurance_claims
from services.medical.tables import InsuranceClaim
from shared import outbox
from shared.events.medical import CompensationPaid
from shared.money import yuan
from shared.security import Principal


async def record_compensation(
    session: AsyncSession, form: RecordCompensation, *, claim_id: UUID, by: Principal, on: date
) -> InsuranceClaim:
    """All that is owed, at once. Raises NoSuchInsuranceClaim, OutsideRegion, InsuranceClaimStateForbids, EventOutOfOrder,
    CompensationDiffers."""
    claim = await insurance_claims.lock_claim(session, claim_id)

    by.must_cover(claim.region)
    status = rules.become(InsuranceClaimStatus(claim.status), InsuranceClaimStatus.PAID)
    rules.must_be_in_order(claim.decided_on or form.paid_on, form.paid_on, on, pointer="/paid_on")
    owed_fen = claim.approved_fen - claim.paid_fen
    if form.amount_fen != owed_fen:
        raise rules.CompensationDiffers(pointer="/amount_yuan", owed_yuan=yuan(owed_fen))

    claim.status, claim.paid_fen, claim.paid_on = status, claim.approved_fen, form.paid_on
    note = f"保险公司已赔付，凭证 {form.voucher_no}"
    await insurance_claims.add_step(session, claim, by=by.subject, note=note, amount_fen=owed_fen)
    await insurance_claims.add_entry(
        session, claim, kind="paid", amount_fen=-owed_fen, on=form.paid_on, voucher_no=form.voucher_no
    )

    await outbox.record(
        session,
        CompensationPaid(
            claim_id=claim.id,
            purchase_id=claim.purchase_id,
            region=claim.region[:6],
            insurer=claim.insurer,
            amount_fen=owed_fen,
            paid_on=form.paid_on,
        ),
    )
    return claim
