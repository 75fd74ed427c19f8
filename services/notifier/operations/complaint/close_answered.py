from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, next_state
from services.notifier.store.complaint import get_complaint_policy, lock_answered
from services.notifier.tables import Complaint
from shared.clock import china

AT_ONCE = 200


async def close_answered(session: AsyncSession, *, at: datetime) -> list[Complaint]:
    """What was answered and of which nobody asked for another look in time is closed. Raises NoComplaintPolicy."""
    on = china(at).date()

    over = [
        complaint
        for complaint in await lock_answered(session, limit=AT_ONCE)
        if complaint.answered_at and _last_day(complaint.region, complaint.answered_at) < on
    ]

    for complaint in over:
        complaint.state, complaint.closed_at = next_state(Act.CLOSE, complaint.state), at
        session.add(complaint)
    await session.flush()
    return over


def _last_day(region: str, answered_at: datetime):  # type: ignore[no-untyped-def]
    answered_on = china(answered_at).date()
    return answered_on + timedelta(days=get_complaint_policy(region, answered_on).terms.review_days.days)
