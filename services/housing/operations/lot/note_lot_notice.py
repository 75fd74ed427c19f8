from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.lot_life import LotState
from services.housing.store.lot import find_lot
from services.housing.store.relocation import lock_of_lot
from services.housing.tables import Lot


async def note_lot_notice(session: AsyncSession, matter_id: UUID, *, has_stood: bool, on: date) -> Lot | None:
    """What a lot is to be drawn from has stood, and it may be drawn. Or an objection was found right: this lot is not drawn.
    None where it is not ours to see, or no longer waits."""
    lot = await find_lot(session, matter_id)
    if lot is None or lot.state is not LotState.ANNOUNCED:
        return None
    taking_part = [] if has_stood else await lock_of_lot(session, lot.id)

    lot.has_stood = has_stood
    if not has_stood:
        lot.state, lot.failed_on, lot.failed_why = LotState.CANCELLED, on, "对名单或房源的异议成立"
    session.add(lot)
    for each in taking_part:
        each.lot_id = None
        session.add(each)
    await session.flush()
    return lot
