"""Agree with a patient who cannot pay at discharge: dates and amounts, a guarantor, and who certifies the hardship."""

from datetime import date

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import instalment as rules
from services.medical.rules.admission import must_be_own
from services.medical.schemas.instalment import AgreeInstalments
from services.medical.store import admissions, instalments, settlements
from services.medical.tables import Instalment, InstalmentPlan
from shared.security import Principal
from shared.vault import seal


async def agree_instalments(session: AsyncSession, form: AgreeInstalments, *, by: Principal, on: date) -> InstalmentPlan:
    """Raises NoSuchSettlement, NoSuchAdmission, SettlementNotStanding, PlanAlreadyThere, PlanExceedsPatientPart,
    InstalmentsOutOfOrder, InstalmentsDoNotAddUp."""
    settlement = await settlements.get_settlement(session, form.settlement_id)
    await admissions.lock_admission(session, settlement.admission_id)

    must_be_own(settlement.hospital, by.org)
    if await settlements.find_reversal(session, settlement.id):
        raise rules.SettlementNotStanding
    if plan := await instalments.find_active_plan(session, settlement.id):
        raise rules.PlanAlreadyThere(plan_id=plan.id)
    agreed = [(one.due_on, one.amount_fen) for one in form.instalments]
    dues = rules.plan(form.amount_fen, agreed, patient_fen=settlement.patient_fen, agreed_on=on)

    plan = InstalmentPlan(
        settlement_id=settlement.id,
        identity_hash=settlement.identity_hash,
        region=settlement.region,
        hospital=settlement.hospital,
        guarantor_sealed=seal(orjson.dumps(form.guarantor.model_dump()).decode()),
        certified_by=form.certified_by,
        amount_fen=form.amount_fen,
        agreed_on=on,
    )
    session.add(plan)
    await session.flush()
    session.add_all(
        Instalment(
            plan_id=plan.id,
            region=plan.region,
            hospital=plan.hospital,
            number=due.number,
            due_on=due.due_on,
            amount_fen=due.amount_fen,
            upto_fen=due.upto_fen,
        )
        for due in dues
    )
    await session.flush()
    return plan
