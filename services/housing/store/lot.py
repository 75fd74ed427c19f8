"""What housing asks its database of lots and of what was drawn."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.lot_life import LotState, LotUnderWay, NoSuchLot
from services.housing.rules.relocation import LotNotFinal
from services.housing.tables import DwellingExchange, Lot, LotPlace, Relocation


async def get_lot(session: AsyncSession, id: UUID) -> Lot:
    """Raises NoSuchLot."""
    return _there(await session.get(Lot, id), id)


async def lock_lot(session: AsyncSession, id: UUID) -> Lot:
    """Raises NoSuchLot, also for one of a place that is not the asker's."""
    return _there(await session.get(Lot, id, with_for_update=True, populate_existing=True), id)


def _there(lot: Lot | None, id: UUID) -> Lot:
    if lot is None:
        raise NoSuchLot(lot_id=str(id))
    return lot


async def find_lot(session: AsyncSession, id: UUID) -> Lot | None:
    return await session.get(Lot, id, with_for_update=True, populate_existing=True)


async def find_lot_by_draw(session: AsyncSession, matter_id: UUID) -> Lot | None:
    """The lot whose result is shown as this matter, locked."""
    return (await session.exec(select(Lot).where(Lot.draw_matter_id == matter_id).with_for_update())).one_or_none()


async def find_last_lot(session: AsyncSession, site_id: UUID) -> Lot | None:
    query = select(Lot).where(Lot.site_id == site_id).order_by(col(Lot.id).desc()).limit(1)
    return (await session.exec(query)).one_or_none()


async def list_lots(session: AsyncSession, site_ids: Sequence[UUID]) -> Sequence[Lot]:
    """As they were announced, those that failed too."""
    return (await session.exec(select(Lot).where(col(Lot.site_id).in_(site_ids)).order_by(col(Lot.id)))).all()


async def list_places(session: AsyncSession, lot_id: UUID) -> Sequence[LotPlace]:
    """By class and rank."""
    query = select(LotPlace).where(LotPlace.lot_id == lot_id).order_by(LotPlace.size_class, col(LotPlace.rank))
    return (await session.exec(query)).all()


async def list_exchanges(session: AsyncSession, relocation_id: UUID) -> Sequence[DwellingExchange]:
    either = (DwellingExchange.first_id == relocation_id) | (DwellingExchange.second_id == relocation_id)
    return (await session.exec(select(DwellingExchange).where(either).order_by(col(DwellingExchange.id)))).all()


async def must_not_be_listed(session: AsyncSession, relocation: Relocation) -> None:
    """A household whose lot was announced and is not drawn stays as it was listed; the caller holds its row, and so nobody
    announces one meanwhile. Raises LotUnderWay."""
    lot = await session.get(Lot, relocation.lot_id) if relocation.lot_id else None
    if lot is not None and lot.state is LotState.ANNOUNCED:
        raise LotUnderWay(number=lot.number)


async def must_be_final(session: AsyncSession, relocation: Relocation) -> None:
    """Raises LotNotFinal."""
    lot = await session.get(Lot, relocation.lot_id) if relocation.lot_id else None
    if lot is None or lot.state is not LotState.FINAL:
        raise LotNotFinal(number=lot.number if lot else "")
