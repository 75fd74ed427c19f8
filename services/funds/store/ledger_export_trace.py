"""The trace of who took the whole ledger out."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import LedgerExport


async def list_exports(session: AsyncSession, *, before: UUID | None, limit: int) -> Sequence[LedgerExport]:
    """The newest first."""
    query = select(LedgerExport).order_by(col(LedgerExport.id).desc()).limit(limit)
    return (await session.exec(query.where(col(LedgerExport.id) < before) if before else query)).all()
