"""Households by the division that they lie in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.household import any_of
from services.registry.tables import Household


async def list_in(session: AsyncSession, region: str, *, only: Sequence[UUID], limit: int) -> list[UUID]:
    """In the order of their ids, which is the order in which they are locked."""
    query = _in(select(Household.id), region, only).order_by(col(Household.id)).limit(limit)
    return list(await session.exec(query))


async def count_in(session: AsyncSession, region: str, *, only: Sequence[UUID]) -> int:
    return int((await session.exec(_in(select(func.count()).select_from(Household), region, only))).one())


def _in(query: Any, region: str, only: Sequence[UUID]) -> Any:
    query = query.where(col(Household.region).startswith(region, autoescape=True))
    return query.where(col(Household.id) == any_of(only, Uuid)) if only else query
