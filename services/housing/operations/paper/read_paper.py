"""Hand out what a paper says, and leave a trace of who looked."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store import paper as papers
from services.housing.tables import Paper
from shared.security import Principal


async def read_paper(session: AsyncSession, paper_id: UUID, *, by: Principal, at: datetime) -> tuple[Paper, bytes]:
    """Raises NoSuchPaper."""
    paper = await papers.get_paper(session, paper_id)
    return paper, await papers.cabinet.hand_out(session, paper, by=by, at=at)
