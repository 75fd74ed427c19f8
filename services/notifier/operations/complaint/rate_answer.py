from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, next_state
from services.notifier.schemas.complaint import RateAnswer
from services.notifier.store.complaint import lock_by_receipt
from services.notifier.tables import Complaint


async def rate_answer(session: AsyncSession, receipt: str, form: RateAnswer, *, at: datetime) -> Complaint:
    """By whoever has the receipt; said again it is said otherwise. Raises NoSuchComplaint, ComplaintStands."""
    complaint = await lock_by_receipt(session, receipt)

    next_state(Act.RATE, complaint.state)

    complaint.satisfaction = form.satisfaction
    session.add(complaint)
    await session.flush()
    return complaint
