"""Admit a patient: without a deposit when the policy of their place says so."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import eligibility
from services.medical.schemas.admission import OpenAdmission
from services.medical.store import admissions, people, policies
from services.medical.tables import Admission
from shared import outbox
from shared.events.medical import AdmissionOpened
from shared.identity import check_id_number
from shared.security import Principal
from shared.vault import hash_identity, seal


async def admit_patient(session: AsyncSession, form: OpenAdmission, *, by: Principal, on: date) -> Admission:
    """The person's papers are kept as they were shown at this admission, sealed.

    Raises InvalidIdNumber, HospitalUnknown, PatientOfAnotherCounty, DateOutOfOrder, NoPolicyInForce, AlreadyAdmitted.
    """
    number = check_id_number(form.id_number, on=on).number
    identity_hash = hash_identity(number)
    if not by.org:
        raise rules.HospitalUnknown
    if not by.covers(form.region):
        raise rules.PatientOfAnotherCounty(pointer="/region", region=form.region, hospital_region=by.region)
    rules.must_fall_between("/admitted_on", date.min, form.admitted_on, on)
    policy = policies.get_policy(form.region, form.admitted_on)
    known = await people.get_standing(session, identity_hash, on=form.admitted_on)

    decision = eligibility.decide_deposit(
        policy,
        persons=eligibility.persons_of(known.classes, has_cover=known.has_cover),
        region=form.region,
        level=form.hospital_level,
        cause=form.cause,
    )

    admission = Admission(
        identity_hash=identity_hash,
        id_number_sealed=seal(number),
        name_sealed=seal(form.name),
        person_id=known.person_id,
        region=form.region,
        hospital=by.org,
        hospital_level=form.hospital_level,
        cause=form.cause,
        admitted_on=form.admitted_on,
        is_without_deposit=decision.is_without_deposit,
        deposit_reason=decision.reason,
    )
    if not await admissions.add_admission(session, admission):
        known_stay = await admissions.find_open_admission(session, identity_hash, by.org)
        raise rules.AlreadyAdmitted(admission_id=known_stay and known_stay.id)

    await outbox.record(
        session,
        AdmissionOpened(
            admission_id=admission.id,
            hospital=admission.hospital,
            region=admission.region,
            person_id=admission.person_id,
            is_without_deposit=admission.is_without_deposit,
        ),
    )
    return admission
