"""Take in a report (报案): who was insured, by which order, what happened and what it cost."""

from datetime import date

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance import Benefit, Pays
from services.medical.schemas.insurance_claim import ReportLoss
from services.medical.store import admissions, insurance_claims, insurance_terms, purchases, settlements
from services.medical.tables import InsuranceClaim
from shared.identity import check_id_number
from shared.ids import uuid7
from shared.security import Principal
from shared.vault import hash_identity, seal


async def report_loss(session: AsyncSession, form: ReportLoss, *, by: Principal, on: date) -> InsuranceClaim:
    """A bill that was settled here is claimed by its settlement: what the patient bears of it is what the insurer looks at, so
    nothing that a layer has paid is paid twice.

    Raises InvalidIdNumber, NotInsured, OutsideRegion, NoPolicyInForce, NoSuchBenefit, PaidInSettlement, EventOutOfOrder,
    ClaimTooLate, BillMissing, BillIsSettledHere, NoSuchSettlement, BillOfAnother, SettlementTakenBack, BillNotOfThisBenefit,
    AlreadyClaimed.
    """
    number = check_id_number(form.id_number, on=on).number
    identity_hash = hash_identity(number)
    insured = await purchases.find_insured(session, identity_hash, on=form.event_on)
    if insured is None:
        raise rules.NotInsured(pointer="/event_on", event_on=form.event_on)
    policy, version = insurance_terms.get_insurance(insured.region, form.event_on)
    benefit = policy.benefit(form.benefit)
    rules.must_be_by_claim(benefit)
    bill = _bill_of(form, benefit)
    await insurance_claims.lock_bill(session, identity_hash, bill)
    same = await insurance_claims.find_same(session, identity_hash=identity_hash, benefit=benefit.benefit, bill=bill)
    loss_fen = form.loss_fen or 0
    if form.settlement_id:
        loss_fen = await _borne_fen(session, form, benefit, identity_hash)
    elif form.invoice_no:
        paper = await insurance_claims.find_settled_invoice(session, identity_hash=identity_hash, invoice_no=form.invoice_no)
        if paper:
            visit = await admissions.get_admission(session, paper.admission_id)
            raise rules.BillIsSettledHere(pointer="/invoice_no", settlement_id=visit.settlement_id)

    by.must_cover(insured.region)
    rules.must_be_in_order(form.event_on, form.reported_on, on, pointer="/reported_on")
    rules.must_be_in_time(policy.deadlines.claim.after(form.event_on), on=form.reported_on)
    if same:
        raise rules.AlreadyClaimed(claim_id=same.id)

    claim = InsuranceClaim(
        id=uuid7(),
        purchase_id=insured.purchase_id,
        identity_hash=identity_hash,
        person_id=insured.person_id,
        household_id=insured.household_id,
        region=insured.region,
        year=insured.year,
        insurer=insured.insurer,
        benefit=benefit.benefit,
        benefit_title=benefit.title,
        policy=policy.policy,
        policy_version=version,
        bill=bill,
        settlement_id=form.settlement_id,
        id_number_sealed=seal(number),
        name_sealed=seal(form.name),
        payee_sealed=seal(orjson.dumps(form.payee.model_dump()).decode()),
        claimant=form.claimant,
        event_on=form.event_on,
        reported_on=form.reported_on,
        due_on=policy.deadlines.claim.after(form.event_on),
        loss_fen=loss_fen,
        paid_elsewhere_fen=form.paid_elsewhere_fen,
        reported_by=by.subject,
    )
    session.add(claim)
    await session.flush()
    await insurance_claims.add_step(session, claim, by=by.subject, note="报案")
    return claim


def _bill_of(form: ReportLoss, benefit: Benefit) -> str:
    """What makes a claim the same as another. Raises BillMissing."""
    if benefit.visits:
        if not (form.settlement_id or (form.invoice_no and form.loss_fen)):
            raise rules.BillMissing(pointer="/settlement_id", benefit=benefit.title)
        return f"settlement {form.settlement_id}" if form.settlement_id else f"invoice {form.invoice_no}"
    if form.settlement_id or form.invoice_no:
        raise rules.BillNotOfThisBenefit(pointer="/benefit", benefit=benefit.title)
    if benefit.pays is Pays.ACTUAL and not form.loss_fen:
        raise rules.BillMissing(pointer="/loss_yuan", benefit=benefit.title)
    return f"event {form.event_on.isoformat()}"


async def _borne_fen(session: AsyncSession, form: ReportLoss, benefit: Benefit, identity_hash: str) -> int:
    assert form.settlement_id is not None
    settlement = await settlements.get_settlement(session, form.settlement_id)
    visit = await admissions.get_admission(session, settlement.admission_id)
    if settlement.identity_hash != identity_hash:
        raise rules.BillOfAnother(pointer="/settlement_id")
    if await settlements.find_reversal(session, settlement.id):
        raise rules.SettlementTakenBack(pointer="/settlement_id")
    if not benefit.speaks_of(visit=visit.visit, cause=visit.cause):
        raise rules.BillNotOfThisBenefit(pointer="/benefit", benefit=benefit.title)
    return settlement.patient_fen
