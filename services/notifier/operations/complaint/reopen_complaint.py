from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, must_be_reviewable, next_state
from services.notifier.schemas.complaint import AskReview
from services.notifier.store.complaint import get_complaint_policy, lock_by_receipt, seal_letter
from services.notifier.tables import Complaint, ComplaintLetter
from shared.clock import china


async def reopen_complaint(session: AsyncSession, receipt: str, form: AskReview, *, at: datetime) -> Complaint:
    """By whoever has the receipt and is not content, within the days of the policy: accepted at once, with a new time.

    Raises NoSuchComplaint, ComplaintStands, ReviewTooLate, DeskShut, NoComplaintPolicy.
    """
    complaint = await lock_by_receipt(session, receipt)
    on = china(at).date()
    terms = get_complaint_policy(complaint.region, on).terms

    state = next_state(Act.REOPEN, complaint.state)
    assert complaint.answered_at is not None
    must_be_reviewable(china(complaint.answered_at).date(), terms.review_days.days, on=on)

    complaint.state, complaint.round, complaint.accepted_at = state, complaint.round + 1, at
    complaint.finish_by, complaint.extended_on, complaint.extension = on + timedelta(days=terms.finish_days.days), None, ""
    complaint.closed_at = complaint.satisfaction = None
    session.add(complaint)
    await session.flush()
    letter = ComplaintLetter(
        complaint_id=complaint.id,
        region=complaint.region,
        round=complaint.round,
        sealed=seal_letter({"said": form.said, "name": "", "contact": ""}),
    )
    session.add(letter)
    await session.flush()
    return complaint
