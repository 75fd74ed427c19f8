"""The sources of a project with their parts of an approval, and the budget lines that bear them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.tables import Account, BudgetLine, ProjectFunding, ProjectSource


@dataclass(frozen=True, slots=True)
class Funded:
    """What a project took of a line, and what of it is there."""

    source: Source
    line: str
    from_line: str
    amount_fen: int
    available_fen: int


async def list_project_sources(session: AsyncSession, project_id: UUID) -> Sequence[ProjectSource]:
    """In the order of `Source`."""
    rows = await session.exec(select(ProjectSource).where(ProjectSource.project_id == project_id))
    return sorted(rows, key=lambda row: list(Source).index(row.source))


async def list_funding(session: AsyncSession, project_id: UUID) -> list[Funded]:
    """In the order in which it was drawn."""
    came_from = aliased(BudgetLine)
    query = (
        select(ProjectFunding, BudgetLine, came_from, Account)
        .join(BudgetLine, col(BudgetLine.id) == col(ProjectFunding.line_id))
        .join(Account, col(Account.id) == col(BudgetLine.account_id))
        .outerjoin(came_from, col(came_from.id) == col(ProjectFunding.from_line_id))
        .where(col(ProjectFunding.project_id) == project_id)
        .order_by(col(ProjectFunding.id))
    )
    rows = (await session.exec(query.execution_options(populate_existing=True))).all()
    return [
        Funded(
            funding.source, line.number, before.number if before else "", funding.amount_fen, account.holding.sums.available_fen
        )
        for funding, line, before, account in rows
    ]
