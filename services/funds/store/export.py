"""Traces of files that were taken out, for auditors."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import ListExport


async def list_file_exports(session: AsyncSession, *, by: str | None, before: UUID | None, limit: int) -> list[ListExport]:
    """The newest first; whoever is no auditor sees none."""
    query = select(ListExport).order_by(col(ListExport.id).desc()).limit(limit)
    if by:
        query = query.where(ListExport.exported_by == by)
    if before:
        query = query.where(col(ListExport.id) < before)
    return list(await session.exec(query))
