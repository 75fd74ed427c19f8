"""Withdraw a paper that was filed by mistake; it stays in the file and says why."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.schemas.paper import WithdrawPaper
from services.housing.store import paper as papers
from services.housing.tables import Paper
from shared.papers import AlreadyWithdrawn
from shared.security import Principal


async def withdraw_paper(session: AsyncSession, paper_id: UUID, form: WithdrawPaper, *, by: Principal, at: datetime) -> Paper:
    """Nobody else is told. Raises NoSuchPaper, AlreadyWithdrawn."""
    paper = await papers.get_paper(session, paper_id, locked=True)

    if paper.withdrawn_at:
        raise AlreadyWithdrawn(paper_id=str(paper_id))

    paper.withdrawn_by, paper.withdrawn_at, paper.withdrawn_why = by.subject, at, form.reason
    session.add(paper)
    await session.flush()
    return paper
