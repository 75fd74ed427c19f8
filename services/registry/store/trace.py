"""Traces of searching and of taking lists out, for auditors."""

from typing import TypeVar
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import ListExport, PersonSearch

Trace = TypeVar("Trace", PersonSearch, ListExport)


async def list_traces(session: AsyncSession, of: type[Trace], *, before: UUID | None, limit: int) -> list[Trace]:
    """The newest first; one more than `limit`. Whoever is no auditor sees none."""
    query = select(of).order_by(col(of.id).desc()).limit(limit + 1)
    if before:
        query = query.where(of.id < before)
    return list(await session.exec(query))
