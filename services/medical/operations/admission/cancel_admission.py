"""Take an admission or a visit back for which nothing is owed."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus
from services.medical.schemas.admission import CancelAdmission
from services.medical.store import admissions
from services.medical.tables import Admission
from shared import outbox
from shared.events.medical import AdmissionCancelled
from shared.security import Principal


async def cancel_admission(session: AsyncSession, form: CancelAdmission, *, admission_id: UUID, by: Principal) -> Admission:
    """Charges that were all taken back do not hinder it. Raises NoSuchAdmission, NotInHospital, HasCharges."""
    stay = await admissions.lock_admission(session, admission_id)

    rules.must_be_own(stay.hospital, by.org)
    rules.must_be_cancellable(AdmissionStatus(stay.status), total_fen=stay.total_fen, settled_portion=stay.settled_portion)

    stay.status, stay.cancel_reason = AdmissionStatus.CANCELLED, form.reason
    await session.flush()

    await outbox.record(session, AdmissionCancelled(admission_id=stay.id, hospital=stay.hospital, region=stay.region))
    return stay
