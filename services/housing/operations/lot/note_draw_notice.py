from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.lot_life import LotState
from services.housing.rules.relocation import RelocationAct, RelocationState, move
from services.housing.store.lot import find_lot_by_draw
from services.housing.store.relocation import add_event, lock_of_lot
from services.housing.tables import Lot

BY_NOTICE = "公示"


async def note_draw_notice(session: AsyncSession, matter_id: UUID, *, has_stood: bool, on: date, at: datetime) -> Lot | None:
    """What was drawn has stood, and counts; whoever waits may take part in the next lot. Or an objection was found right: the
    result counts no more, its households have no dwelling, and it stays to be read. None where its end was told before."""
    lot = await find_lot_by_draw(session, matter_id)
    if lot is None or lot.state is not LotState.DRAWN:
        return None
    took_part = await lock_of_lot(session, lot.id)

    if has_stood:
        lot.state, lot.final_on = LotState.FINAL, on
    else:
        lot.state, lot.failed_on, lot.failed_why = LotState.STOPPED, on, "对分房结果的异议成立"
    session.add(lot)
    for each in took_part:
        if has_stood and each.state is RelocationState.ALLOTTED:
            continue
        each.lot_id = None
        if not has_stood:
            each.dwelling_id = None
            each.state = move(each.state, RelocationAct.UNALLOTTED)
            add_event(session, each, RelocationAct.UNALLOTTED, on=on, by=BY_NOTICE, at=at, says=f"抽签 {lot.number}")
        session.add(each)
    await session.flush()
    return lot
