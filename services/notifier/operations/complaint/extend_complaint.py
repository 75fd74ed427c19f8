from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, must_be_extendable, next_state
from services.notifier.rules.message import refuse_id_number
from services.notifier.schemas.complaint import ExtendComplaint
from services.notifier.store.complaint import get_complaint_policy, lock_complaint
from services.notifier.tables import Complaint
from shared.clock import china


async def extend_complaint(session: AsyncSession, complaint_id: UUID, form: ExtendComplaint, *, at: datetime) -> Complaint:
    """More time, once, with a reason that the complainant reads.

    Raises NoSuchComplaint, ComplaintStands, ExtendedAlready, IdNumberInText, NoComplaintPolicy.
    """
    complaint = await lock_complaint(session, complaint_id)
    on = china(at).date()
    policy = get_complaint_policy(complaint.region, on)

    next_state(Act.EXTEND, complaint.state)
    must_be_extendable(complaint.extended_on)
    refuse_id_number(form.reason, pointer="/reason")

    complaint.finish_by = (complaint.finish_by or on) + timedelta(days=policy.terms.extension_days.days)
    complaint.extended_on, complaint.extension = on, form.reason
    session.add(complaint)
    await session.flush()
    return complaint
