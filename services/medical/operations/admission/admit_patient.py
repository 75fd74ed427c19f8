"""Admit a patient, or open a visit: a stay is without a deposit when the policy of their place says so."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules import eligibility, hospital
from services.medical.rules.admission import Visit
from services.medical.schemas.admission import OpenAdmission
from services.medical.store import admissions, defaulters, hospitals, levels, people, policies
from services.medical.tables import Admission, Agreement
from shared import outbox
from shared.events.medical import AdmissionOpened
from shared.identity import check_id_number
from shared.policy.plan import must_rule
from shared.security import Principal
from shared.vault import hash_identity, seal


async def admit_patient(
    session: AsyncSession, form: OpenAdmission, *, by: Principal, on: date, is_paper: bool = False
) -> Admission:
    """The person's papers, and the agreement where no deposit is asked for, are kept as they were shown, sealed.

    `is_paper`: the bill of a stay that is over, brought to the desk on paper; nobody lies in hospital for it.

    Raises InvalidIdNumber, HospitalUnknown, PatientOfAnotherCounty, DateOutOfOrder, NoPolicyInForce, AlreadyAdmitted,
    HospitalLevelContradicts, HospitalLevelMissing, LevelUnknown, SchemeUnknown, PlaceUnknown.
    """
    number = check_id_number(form.id_number, on=on).number
    identity_hash = hash_identity(number)
    if not by.org:
        raise rules.HospitalUnknown
    if not by.covers(form.region):
        raise rules.PatientOfAnotherCounty(pointer="/region", region=form.region, hospital_region=by.region)
    rules.must_fall_between("/admitted_on", date.min, form.admitted_on, on)
    policy = policies.get_policy(form.region, form.admitted_on, scheme=form.scheme)
    registered = await hospitals.find_known(session, by.org)
    level = hospital.level_for(policy.levels, hospital.level_of(form.hospital_level, registered), levels.level_codes())
    place = hospital.place_of(registered.region if registered else by.region, form.region)
    must_rule(policy, level=level, scheme=form.scheme, place=place)
    known = await people.get_standing(session, identity_hash, on=form.admitted_on)
    is_inpatient = form.visit is Visit.INPATIENT

    decision = eligibility.decide_deposit(
        policy,
        persons=eligibility.persons_of(known.classes, has_cover=known.has_cover),
        region=form.region,
        level=level,
        cause=form.cause,
        visit=form.visit,
        is_paper=is_paper,
        is_defaulter=is_inpatient and not is_paper and await defaulters.is_listed(session, identity_hash),
    )
    signed = form.agreement if decision.is_without_deposit else None
    if signed:
        rules.must_fall_between("/agreement/signed_on", date.min, signed.signed_on, on)

    admission = Admission(
        identity_hash=identity_hash,
        id_number_sealed=seal(number),
        name_sealed=seal(form.name),
        person_id=known.person_id,
        region=form.region,
        hospital=by.org,
        hospital_level=level,
        cause=form.cause,
        scheme=form.scheme,
        visit=form.visit,
        is_paper=is_paper,
        place=place,
        diseases=sorted(set(form.diseases)),
        traits=hospital.traits_of(form.traits, registered),
        admitted_on=form.admitted_on,
        is_without_deposit=decision.is_without_deposit,
        deposit_reason=decision.reason,
    )
    if not await admissions.add_admission(session, admission):
        known_stay = await admissions.find_open_admission(session, identity_hash, by.org)
        raise rules.AlreadyAdmitted(admission_id=known_stay and known_stay.id)
    if signed:
        agreement = Agreement(
            admission_id=admission.id,
            region=admission.region,
            hospital=admission.hospital,
            signed_by_sealed=seal(signed.signed_by),
            relation=signed.relation,
            signed_on=signed.signed_on,
            because=decision.reason,
            clause=decision.clause,
            papers=[paper.value for paper in signed.papers],
        )
        await admissions.add_agreement(session, agreement)

    if is_inpatient and not is_paper:
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
