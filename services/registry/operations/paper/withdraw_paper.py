"""Withdraw a paper that was filed by mistake; it stays in the file and says why."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.paper import AlreadyWithdrawn
from services.registry.schemas.paper import WithdrawPaper
from services.registry.store import paper as papers
from services.registry.tables import Paper
from shared import clock
from shared.security import Principal


async def withdraw_paper(
    session: AsyncSession, form: WithdrawPaper, *, household_id: UUID, paper_id: UUID, by: Principal
) -> Paper:
    """Nobody else is told. Raises NoSuchPaper, AlreadyWithdrawn."""
    paper = await papers.get_paper(session, household_id, paper_id, locked=True)

    if paper.withdrawn_at:
        raise AlreadyWithdrawn(paper_id=paper_id)

    paper.withdrawn_by, paper.withdrawn_at, paper.withdrawn_why = by.subject, clock.now(), form.reason
    session.add(paper)
    await session.flush()
    return paper
