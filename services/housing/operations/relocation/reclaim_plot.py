from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.old_house import RECLAIMED_NAMES, NoOldHouse, NotDemolishedYet
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move
from services.housing.schemas.relocation import ReclaimPlot
from services.housing.store.relocation import add_event, lock_relocation
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def reclaim_plot(
    session: AsyncSession, relocation_id: UUID, form: ReclaimPlot, *, by: Principal, at: datetime
) -> Relocation:
    """The plot of the old house is field, wood or the village's again.

    Raises NoSuchRelocation, NoOldHouse, RelocationStateForbids, NotDemolishedYet, ProgrammeOutOfTime.
    """
    relocation = await lock_relocation(session, relocation_id)

    state = move(relocation.state, RelocationAct.RECLAIMED)
    if relocation.house_id is None:
        raise NoOldHouse
    if relocation.demolished_on is None:
        raise NotDemolishedYet
    must_be_in_time(form.on, since=relocation.demolished_on, today=china(at).date(), pointer="/on")

    relocation.state, relocation.reclaimed_on = state, form.on
    relocation.reclaimed_as, relocation.reclaimed_m2 = form.reclaimed_as, form.area_m2
    session.add(relocation)
    says = f"{RECLAIMED_NAMES[form.reclaimed_as]} {form.area_m2} 平方米" + (f"，{form.says}" if form.says else "")
    add_event(session, relocation, RelocationAct.RECLAIMED, on=form.on, by=by.subject, at=at, says=says[:500])
    await session.flush()
    return relocation
