from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move, must_be_settled
from services.housing.schemas.relocation import HandOverKeys
from services.housing.store.relocation import add_event, lock_relocation
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def hand_over_keys(
    session: AsyncSession, relocation_id: UUID, form: HandOverKeys, *, by: Principal, at: datetime
) -> Relocation:
    """The household has its keys, and what the meters showed is written down.

    Raises NoSuchRelocation, RelocationStateForbids, MoveUnsettled, ProgrammeOutOfTime.
    """
    relocation = await lock_relocation(session, relocation_id)

    state = move(relocation.state, RelocationAct.HANDED_OVER)
    must_be_settled(relocation.question)
    must_be_in_time(form.on, since=relocation.contract_on, today=china(at).date(), pointer="/on")

    relocation.state, relocation.handed_over_on, relocation.keys = state, form.on, form.keys
    relocation.water_m3, relocation.power_kwh = form.water_m3, form.power_kwh
    session.add(relocation)
    says = f"钥匙 {form.keys} 把，水表 {form.water_m3} 立方米，电表 {form.power_kwh} 千瓦时"
    add_event(session, relocation, RelocationAct.HANDED_OVER, on=form.on, by=by.subject, at=at, says=says)
    await session.flush()
    return relocation
