from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import DefectCuredAlready, must_be_between
from services.housing.schemas.renovation import CureDefect
from services.housing.store.awaited_step import end_steps
from services.housing.store.renovation import add_event, get_defect, lock_renovation
from services.housing.tables import Defect
from shared.clock import china
from shared.security import Principal


async def cure_defect(session: AsyncSession, defect_id: UUID, form: CureDefect, *, by: Principal, at: datetime) -> Defect:
    """What an inspection found is in order now.

    Raises NoSuchDefect, DefectCuredAlready, RenovationStateForbids, WorksOutOfTime.
    """
    defect = await get_defect(session, defect_id, locked=True)
    renovation = await lock_renovation(session, defect.renovation_id)

    if defect.cured_on is not None:
        raise DefectCuredAlready(cured_on=defect.cured_on.isoformat())
    move(renovation.state, Act.CURED, renovation.mode)
    must_be_between(form.on, since=renovation.started_on, today=china(at).date(), pointer="/on")

    defect.cured_on, defect.cured_by, defect.cure = form.on, by.subject, form.cure
    session.add(defect)
    add_event(session, renovation, Act.CURED, on=form.on, by=by.subject, at=at, said=f"{defect.what}：{form.cure}")
    await session.flush()

    await end_steps(session, Matter.DEFECT, defect.id, on=form.on)
    return defect
