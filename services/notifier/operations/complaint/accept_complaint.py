from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, next_state
from services.notifier.schemas.complaint import AcceptComplaint
from services.notifier.store.complaint import get_complaint_policy, lock_complaint
from services.notifier.tables import Complaint
from shared.clock import china


async def accept_complaint(session: AsyncSession, complaint_id: UUID, form: AcceptComplaint, *, at: datetime) -> Complaint:
    """It is ours to see to, and what it is about; the time for the answer runs from here.

    Raises NoSuchComplaint, ComplaintStands, UnknownMatter, NoComplaintPolicy.
    """
    complaint = await lock_complaint(session, complaint_id)
    on = china(at).date()
    policy = get_complaint_policy(complaint.region, on)

    state = next_state(Act.ACCEPT, complaint.state)
    matter = policy.matter(form.matter)

    complaint.state, complaint.matter, complaint.accepted_at = state, matter.matter, at
    complaint.finish_by = on + timedelta(days=policy.terms.finish_days.days)
    session.add(complaint)
    await session.flush()
    return complaint
