"""Payments to hospitals that medical has asked for."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.clearing import ClearingState
from services.funds.tables import ClearingPayment


async def lock_clearing(session: AsyncSession, statement_id: UUID) -> ClearingPayment | None:
    """The payment of a statement, if it was asked for before. Lock the accounts first."""
    query = select(ClearingPayment).where(ClearingPayment.statement_id == statement_id)
    rows = await session.exec(query.with_for_update().execution_options(populate_existing=True))
    return rows.one_or_none()


async def list_clearings(
    session: AsyncSession, *, state: ClearingState | None, hospital: str | None, after: UUID | None, limit: int
) -> Sequence[ClearingPayment]:
    """In the order in which they were first asked for."""
    query = select(ClearingPayment).order_by(col(ClearingPayment.id)).limit(limit)
    if after is not None:
        query = query.where(col(ClearingPayment.id) > after)
    if state is not None:
        query = query.where(ClearingPayment.state == state)
    if hospital is not None:
        query = query.where(ClearingPayment.hospital == hospital)
    return (await session.exec(query)).all()
