"""Take a discharge back before it is settled: the patient lies in hospital as before."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus
from services.medical.schemas.admission import CancelDischarge
from services.medical.store import admissions
from services.medical.tables import Admission
from shared import outbox
from shared.events.medical import DischargeCancelled
from shared.security import Principal


async def cancel_discharge(session: AsyncSession, form: CancelDischarge, *, admission_id: UUID, by: Principal) -> Admission:
    """Why stands on the stay and, with what was there before, in the audit.

    Raises NoSuchAdmission, NotDischarged, AlreadySettled, AlreadyAdmitted (they were admitted again since).
    """
    stay = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(stay.hospital, by.org)
    rules.must_be_discharged(AdmissionStatus(stay.status))
    if open_stay := await admissions.find_open_admission(session, stay.identity_hash, stay.hospital):
        raise rules.AlreadyAdmitted(admission_id=open_stay.id)

    stay.status, stay.cancel_reason = AdmissionStatus.OPEN, form.reason
    stay.discharged_on, stay.discharged_at, stay.discharge_reason = None, None, None
    await session.flush()

    await outbox.record(session, DischargeCancelled(admission_id=stay.id, hospital=stay.hospital, region=stay.region))
    return stay
