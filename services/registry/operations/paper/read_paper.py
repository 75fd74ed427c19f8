"""Hand out what a paper says, and leave a trace of who looked."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import paper as papers
from services.registry.tables import Paper
from shared import clock
from shared.security import Principal


async def read_paper(session: AsyncSession, *, household_id: UUID, paper_id: UUID, by: Principal) -> tuple[Paper, bytes]:
    """Raises NoSuchPaper."""
    paper = await papers.get_paper(session, household_id, paper_id)
    return paper, await papers.cabinet.hand_out(session, paper, by=by, at=clock.now())
