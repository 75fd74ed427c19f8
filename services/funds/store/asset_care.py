"""Wear, inspections and disposals of assets."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import AssetState
from services.funds.rules.disposal import DisposalState, NoSuchDisposal
from services.funds.rules.inspection import NoSuchInspection
from services.funds.tables import Asset, AssetDisposal, AssetInspection, AssetWear, DisposalDecision


async def lock_assets_to_wear(session: AsyncSession, *, month_ended_on: date, limit: int) -> Sequence[Asset]:
    """Assets that wear, whose wear is not written up to this month's end yet and that still have something to lose."""
    query = select(Asset).where(
        col(Asset.life_months).is_not(None),
        col(Asset.acquired_on) < month_ended_on.replace(day=1),
        col(Asset.depreciated_to).is_(None) | (col(Asset.depreciated_to) < month_ended_on),
        col(Asset.depreciated_fen) < col(Asset.value_fen) - col(Asset.residual_fen),
        col(Asset.disposed_on).is_(None)
        | col(Asset.depreciated_to).is_(None)
        | (col(Asset.depreciated_to) < col(Asset.disposed_on)),
    )
    return (await session.exec(query.order_by(col(Asset.id)).limit(limit).with_for_update(skip_locked=True))).all()


async def list_wear(session: AsyncSession, asset_id: UUID) -> Sequence[AssetWear]:
    query = select(AssetWear).where(AssetWear.asset_id == asset_id)
    return (await session.exec(query.order_by(col(AssetWear.ends_on)))).all()


async def lock_inspection(session: AsyncSession, id: UUID) -> AssetInspection:
    """Raises NoSuchInspection."""
    inspection = await session.get(AssetInspection, id, with_for_update=True, populate_existing=True)
    if inspection is None:
        raise NoSuchInspection(inspection_id=str(id))
    return inspection


async def list_inspections(session: AsyncSession, asset_id: UUID) -> Sequence[AssetInspection]:
    query = select(AssetInspection).where(AssetInspection.asset_id == asset_id)
    return (await session.exec(query.order_by(col(AssetInspection.id)))).all()


async def list_assets_to_inspect(session: AsyncSession, *, on: date, after: UUID | None, limit: int) -> Sequence[Asset]:
    """Assets whose inspection was due before this day. One more than `limit`."""
    query = select(Asset).where(col(Asset.inspect_by) < on, Asset.state != AssetState.DISPOSED)
    if after is not None:
        query = query.where(col(Asset.id) > after)
    return (await session.exec(query.order_by(col(Asset.id)).limit(limit + 1))).all()


async def get_disposal(session: AsyncSession, id: UUID) -> AssetDisposal:
    """Raises NoSuchDisposal."""
    return _there(await session.get(AssetDisposal, id), id)


async def lock_disposal(session: AsyncSession, id: UUID) -> AssetDisposal:
    """Raises NoSuchDisposal."""
    return _there(await session.get(AssetDisposal, id, with_for_update=True, populate_existing=True), id)


def _there(disposal: AssetDisposal | None, id: UUID) -> AssetDisposal:
    if disposal is None:
        raise NoSuchDisposal(disposal_id=str(id))
    return disposal


async def find_open_disposal(session: AsyncSession, asset_id: UUID) -> AssetDisposal | None:
    is_open = col(AssetDisposal.state).in_([DisposalState.ASKED, DisposalState.APPROVED])
    return (await session.exec(select(AssetDisposal).where(AssetDisposal.asset_id == asset_id, is_open))).first()


async def list_disposals(session: AsyncSession, asset_id: UUID) -> Sequence[AssetDisposal]:
    query = select(AssetDisposal).where(AssetDisposal.asset_id == asset_id)
    return (await session.exec(query.order_by(col(AssetDisposal.id)))).all()


async def list_decisions(session: AsyncSession, disposal_id: UUID) -> Sequence[DisposalDecision]:
    query = select(DisposalDecision).where(DisposalDecision.disposal_id == disposal_id)
    return (await session.exec(query.order_by(col(DisposalDecision.id)))).all()
