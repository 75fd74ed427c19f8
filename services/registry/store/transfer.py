"""Transfers, found and locked; and the way by which the receiving side reaches the rows that are handed over to it."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.transfer import TransferState
from services.registry.tables import Transfer
from shared.errors import NotFound

_TAKE_OVER = text("SELECT take_over(:transfer_id)")


class NoSuchTransfer(NotFound):
    """没有找到这次移交"""


async def lock_transfer(session: AsyncSession, transfer_id: UUID) -> Transfer:
    """Raises NoSuchTransfer, also for one that is between two others."""
    transfer = await session.get(Transfer, transfer_id, with_for_update=True)
    if transfer is None:
        raise NoSuchTransfer(transfer_id=transfer_id)
    return transfer


async def take_over(session: AsyncSession, transfer_id: UUID) -> bool:
    """Until the end of this transaction the household that is handed over, and its people, may be written by the receiving side.

    False if the transfer is not offered to whoever acts.
    """
    return bool((await session.execute(_TAKE_OVER, {"transfer_id": transfer_id})).scalar_one())


async def find_offer(session: AsyncSession, household_id: UUID) -> Transfer | None:
    offered = select(Transfer).where(Transfer.household_id == household_id, Transfer.state == TransferState.OFFERED)
    return (await session.exec(offered)).one_or_none()


async def list_transfers(session: AsyncSession, *, state: TransferState | None, after: UUID | None, limit: int) -> list[Transfer]:
    """Those that the asker offered or was offered; one more than `limit`."""
    query = select(Transfer).order_by(col(Transfer.id)).limit(limit + 1)
    if state:
        query = query.where(Transfer.state == state)
    if after:
        query = query.where(Transfer.id > after)
    return list(await session.exec(query))
