"""Keep the agreement of a stay without deposit that was signed after the admission, as when somebody comes in unconscious."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import claim
from services.medical.schemas.admission import SignAgreement
from services.medical.store import admissions, policies
from services.medical.tables import Admission, Agreement
from shared.security import Principal
from shared.vault import seal


async def sign_agreement(
    session: AsyncSession, form: SignAgreement, *, admission_id: UUID, by: Principal, on: date
) -> tuple[Admission, Agreement]:
    """Why the patient is entitled is what was decided at admission, with the clause of the policy of that day.

    Raises NoSuchAdmission, NotWithoutDeposit, DateOutOfOrder, AgreementAlreadySigned, NoPolicyInForce.
    """
    stay = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(stay.hospital, by.org)
    if not stay.is_without_deposit:
        raise claim.NotWithoutDeposit(deposit_reason=stay.deposit_reason)
    rules.must_fall_between("/signed_on", date.min, form.signed_on, on)
    rule = policies.get_policy(stay.region, stay.admitted_on, scheme=stay.scheme).deposit

    agreement = Agreement(
        admission_id=stay.id,
        region=stay.region,
        hospital=stay.hospital,
        signed_by_sealed=seal(form.signed_by),
        relation=form.relation,
        signed_on=form.signed_on,
        because=stay.deposit_reason,
        clause=f"{rule.reference.document} {rule.reference.clause}" if rule else "",
        papers=[paper.value for paper in form.papers],
    )
    if not await admissions.add_agreement(session, agreement):
        raise claim.AgreementAlreadySigned
    return stay, agreement
