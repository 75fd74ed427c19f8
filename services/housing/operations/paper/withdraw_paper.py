"""Withdraw a paper that was filed by mistake; it stays in the file and says why."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store import paper as papers
from services.housing.tables import Paper
from shared.filing.forms import WithdrawPaper
from shared.security import Principal


async def withdraw_paper(session: AsyncSession, paper_id: UUID, form: WithdrawPaper, *, by: Principal, at: datetime) -> Paper:
    """Nobody else is told. Raises NoSuchPaper, AlreadyWithdrawn."""
    paper = await papers.get_paper(session, paper_id, locked=True)

    await papers.cabinet.withdraw(session, paper, why=form.reason, by=by, at=at)
    return paper
