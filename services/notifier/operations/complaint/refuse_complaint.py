from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, next_state
from services.notifier.rules.message import refuse_id_number
from services.notifier.schemas.complaint import RefuseComplaint
from services.notifier.store.complaint import lock_complaint
from services.notifier.tables import Complaint


async def refuse_complaint(session: AsyncSession, complaint_id: UUID, form: RefuseComplaint, *, at: datetime) -> Complaint:
    """It is not ours: the complainant reads why, and where to go. Raises NoSuchComplaint, ComplaintStands, IdNumberInText."""
    complaint = await lock_complaint(session, complaint_id)

    state = next_state(Act.REFUSE, complaint.state)
    refuse_id_number(form.reason, pointer="/reason")

    complaint.state, complaint.refusal, complaint.closed_at = state, form.reason, at
    session.add(complaint)
    await session.flush()
    return complaint
