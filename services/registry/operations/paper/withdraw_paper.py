"""Withdraw a paper that was filed by mistake; it stays in the file and says why."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import paper as papers
from services.registry.tables import Paper
from shared import clock
from shared.filing.forms import WithdrawPaper
from shared.security import Principal


async def withdraw_paper(
    session: AsyncSession, form: WithdrawPaper, *, household_id: UUID, paper_id: UUID, by: Principal
) -> Paper:
    """Nobody else is told. Raises NoSuchPaper, AlreadyWithdrawn."""
    paper = await papers.get_paper(session, household_id, paper_id, locked=True)

    await papers.cabinet.withdraw(session, paper, why=form.reason, by=by, at=clock.now())
    return paper
