"""Contracts, dues and receipts of assets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset_contract import NoSuchAssetContract, NoSuchDue
from services.funds.tables import AssetContract, AssetDue, AssetReceipt, Generation, Transfer


@dataclass(frozen=True, slots=True)
class Owed:
    """A due with what came in of it."""

    due: AssetDue
    received_fen: int

    @property
    def open_fen(self) -> int:
        return self.due.amount_fen - self.received_fen


def _received() -> Any:
    """What came in of a due and was not taken back since."""
    is_back = (
        select(Transfer.id).where(col(Transfer.follows_id) == col(AssetReceipt.transfer_id)).correlate(AssetReceipt).exists()
    )
    kept = select(func.coalesce(func.sum(col(AssetReceipt.amount_fen)), 0)).where(AssetReceipt.due_id == AssetDue.id, ~is_back)
    return kept.correlate(AssetDue).scalar_subquery()


async def get_due(session: AsyncSession, id: UUID) -> AssetDue:
    """Raises NoSuchDue."""
    due = await session.get(AssetDue, id)
    if due is None:
        raise NoSuchDue(due_id=str(id))
    return due


async def lock_due(session: AsyncSession, id: UUID) -> Owed:
    """Raises NoSuchDue."""
    due = await session.get(AssetDue, id, with_for_update=True, populate_existing=True)
    if due is None:
        raise NoSuchDue(due_id=str(id))
    received = (await session.execute(select(_received()).select_from(AssetDue).where(AssetDue.id == id))).scalar_one()
    return Owed(due, int(received))


async def list_dues(
    session: AsyncSession,
    *,
    asset_id: UUID | None = None,
    region: str | None = None,
    in_arrears_on: date | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[Owed]:
    """As they were written; `in_arrears_on`: only what was owed before this day and is open. One more than `limit`."""
    received = _received()
    query = select(AssetDue, received).order_by(col(AssetDue.id)).limit(limit + 1)
    if asset_id is not None:
        query = query.where(AssetDue.asset_id == asset_id)
    if region:
        query = query.where(col(AssetDue.region).startswith(region, autoescape=True))
    if in_arrears_on is not None:
        query = query.where(col(AssetDue.due_on) < in_arrears_on, col(AssetDue.amount_fen) > received)
    if after is not None:
        query = query.where(col(AssetDue.id) > after)
    return [Owed(due, int(paid)) for due, paid in await session.execute(query)]


async def lock_untold_dues(session: AsyncSession, *, remind_until: date, on: date, limit: int) -> Sequence[AssetDue]:
    """Open dues of which somebody has to be told yet: owed by `remind_until` and not reminded of, or late and not marked."""
    untold: ColumnElement[bool] = or_(
        and_(col(AssetDue.reminded_on).is_(None), col(AssetDue.due_on) >= on, col(AssetDue.due_on) <= remind_until),
        and_(col(AssetDue.overdue_on).is_(None), col(AssetDue.due_on) < on),
    )
    query = select(AssetDue).where(untold, col(AssetDue.amount_fen) > _received()).order_by(col(AssetDue.id)).limit(limit)
    return (await session.exec(query.with_for_update(skip_locked=True, of=AssetDue))).all()


async def lock_contract(session: AsyncSession, id: UUID) -> AssetContract:
    """Raises NoSuchAssetContract."""
    contract = await session.get(AssetContract, id, with_for_update=True, populate_existing=True)
    if contract is None:
        raise NoSuchAssetContract(contract_id=str(id))
    return contract


async def get_contract(session: AsyncSession, id: UUID) -> AssetContract:
    """Raises NoSuchAssetContract."""
    contract = await session.get(AssetContract, id)
    if contract is None:
        raise NoSuchAssetContract(contract_id=str(id))
    return contract


async def list_contracts_of(session: AsyncSession, asset_id: UUID) -> Sequence[AssetContract]:
    query = select(AssetContract).where(AssetContract.asset_id == asset_id).order_by(col(AssetContract.id))
    return (await session.exec(query)).all()


async def list_low_contracts(
    session: AsyncSession, *, least_bp: int, on: date, after: UUID | None, limit: int
) -> Sequence[AssetContract]:
    """Contracts that run on this day and bring less a year for what was put in. One more than `limit`."""
    query = select(AssetContract).where(
        col(AssetContract.basis_fen).is_not(None),
        col(AssetContract.yearly_fen) * 10_000 < col(AssetContract.basis_fen) * least_bp,
        col(AssetContract.starts_on) <= on,
        func.coalesce(col(AssetContract.ended_on), col(AssetContract.ends_on)) >= on,
    )
    if after is not None:
        query = query.where(col(AssetContract.id) > after)
    return (await session.exec(query.order_by(col(AssetContract.id)).limit(limit + 1))).all()


async def list_dues_of_contract(session: AsyncSession, contract_id: UUID) -> Sequence[AssetDue]:
    """Locked, in order."""
    query = select(AssetDue).where(AssetDue.contract_id == contract_id).order_by(col(AssetDue.from_on)).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def list_generation(session: AsyncSession, asset_ids: Collection[UUID], *, year: int) -> Sequence[Generation]:
    """A year's months of these plants."""
    query = select(Generation).where(col(Generation.asset_id).in_(asset_ids), col(Generation.month).startswith(f"{year:04d}-"))
    return (await session.exec(query.order_by(col(Generation.asset_id), col(Generation.month)))).all()


async def find_generation(session: AsyncSession, asset_id: UUID, month: str) -> Generation | None:
    return (await session.exec(select(Generation).where(Generation.asset_id == asset_id, Generation.month == month))).first()
