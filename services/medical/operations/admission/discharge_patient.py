"""Let a patient go home: the day, the way of leaving and the diagnoses are known from now on, the bill is settled after it."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus, Visit
from services.medical.schemas.admission import DischargePatient
from services.medical.store import admissions
from services.medical.tables import Admission
from shared import clock, outbox
from shared.events.medical import PatientDischarged
from shared.security import Principal


async def discharge_patient(
    session: AsyncSession, form: DischargePatient, *, admission_id: UUID, by: Principal, on: date
) -> Admission:
    """The diagnoses at discharge are added to those at admission. Raises NoSuchAdmission, NotAnInpatient, NotInHospital,
    DateOutOfOrder."""
    stay = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(stay.hospital, by.org)
    rules.must_be_in_hospital(AdmissionStatus(stay.status), Visit(stay.visit))
    rules.must_fall_between("/discharged_on", stay.last_charged_on or stay.admitted_on, form.discharged_on, on)

    stay.status = AdmissionStatus.DISCHARGED
    stay.discharged_on, stay.discharged_at, stay.discharge_reason = form.discharged_on, clock.now(), form.reason
    stay.diseases = sorted({*stay.diseases, *form.diseases})
    await session.flush()

    await outbox.record(
        session,
        PatientDischarged(admission_id=stay.id, hospital=stay.hospital, region=stay.region, discharged_on=form.discharged_on),
    )
    return stay
