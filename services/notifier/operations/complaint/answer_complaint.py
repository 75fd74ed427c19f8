from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, next_state
from services.notifier.rules.message import refuse_id_number
from services.notifier.schemas.complaint import AnswerComplaint
from services.notifier.store.complaint import lock_complaint
from services.notifier.tables import Complaint
from shared.clock import china


async def answer_complaint(session: AsyncSession, complaint_id: UUID, form: AnswerComplaint, *, at: datetime) -> Complaint:
    """The complainant reads it with the receipt, and may ask for another look. Raises NoSuchComplaint, ComplaintStands,
    IdNumberInText."""
    complaint = await lock_complaint(session, complaint_id)

    state = next_state(Act.ANSWER, complaint.state)
    refuse_id_number(form.answer, pointer="/answer")

    complaint.state, complaint.verdict, complaint.answer, complaint.answered_at = state, form.verdict, form.answer, at
    complaint.is_late = complaint.finish_by is not None and china(at).date() > complaint.finish_by
    complaint.satisfaction = None
    session.add(complaint)
    await session.flush()
    return complaint
