"""Hand out what a paper says, and leave a trace of who looked."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import paper as papers
from services.registry.tables import Paper, PaperRead
from shared import clock, rows
from shared.security import Principal


async def read_paper(session: AsyncSession, *, household_id: UUID, paper_id: UUID, by: Principal) -> tuple[Paper, bytes]:
    """Raises NoSuchPaper."""
    paper = await papers.get_paper(session, household_id, paper_id)
    content = await papers.get_content(session, paper)
    trace = PaperRead(paper_id=paper.id, region=paper.region, read_by=by.subject, role=by.role, read_at=clock.now())
    await rows.insert(session, trace)
    return paper, content
