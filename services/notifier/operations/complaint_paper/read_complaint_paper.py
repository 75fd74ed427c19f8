"""Hand out what a paper of a complaint says, to the desk alone, and leave a trace of who looked."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.store.complaint_paper import cabinet, get_complaint_paper
from services.notifier.tables import ComplaintPaper
from shared.security import Principal


async def read_complaint_paper(
    session: AsyncSession, paper_id: UUID, *, by: Principal, at: datetime
) -> tuple[ComplaintPaper, bytes]:
    """Raises NoSuchComplaintPaper, also for one of a complaint that the asker may not see; UnreadableEnvelope."""
    paper = await get_complaint_paper(session, paper_id)
    return paper, await cabinet.hand_out(session, paper, by=by, at=at)
