from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.lot_life import LotState, must_be_in_state
from services.housing.rules.programme import must_be_in_time
from services.housing.schemas.lot import CancelLot
from services.housing.store.lot import lock_lot
from services.housing.store.relocation import lock_of_lot
from services.housing.tables import Lot
from shared import outbox
from shared.clock import china
from shared.events.housing import RelocationNoticeDropped
from shared.security import Principal


async def cancel_lot(session: AsyncSession, lot_id: UUID, form: CancelLot, *, by: Principal, at: datetime) -> Lot:
    """A lot that was announced is not drawn, for a reason that everybody may read; it stays to be read, and the next one names
    it. Once the public value is known nothing is called off.

    Raises NoSuchLot, OutsideRegion, LotStateForbids, ProgrammeOutOfTime.
    """
    lot = await lock_lot(session, lot_id)
    by.must_cover(lot.region)
    taking_part = await lock_of_lot(session, lot.id)

    must_be_in_state(lot.state, LotState.ANNOUNCED)
    must_be_in_time(form.on, since=lot.announced_on, today=china(at).date(), pointer="/on")

    lot.state, lot.failed_on, lot.failed_why = LotState.CANCELLED, form.on, form.why
    session.add(lot)
    for each in taking_part:
        each.lot_id = None
        session.add(each)
    await session.flush()

    await outbox.record(session, RelocationNoticeDropped(matter_id=lot.id, region=lot.region, ended_on=form.on))
    return lot
