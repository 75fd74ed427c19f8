from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation import Act, move
from services.housing.rules.works import STOP_NAMES, must_be_between, must_be_built
from services.housing.schemas.renovation import StopWorks
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def stop_works(session: AsyncSession, renovation_id: UUID, form: StopWorks, *, by: Principal, at: datetime) -> Renovation:
    """Works stand still: winter, flood, a defect, or the household's own change. Raises NoSuchRenovation, NotTheBuildersWay,
    RenovationStateForbids, WorksOutOfTime."""
    renovation = await lock_renovation(session, renovation_id)

    must_be_built(renovation.mode)
    state = move(renovation.state, Act.STOPPED, renovation.mode)
    must_be_between(form.on, since=renovation.started_on or renovation.signed_on, today=china(at).date(), pointer="/on")

    renovation.state, renovation.stop_why = state, form.why
    said = "。".join(filter(None, (STOP_NAMES[form.why], form.said)))
    add_event(session, renovation, Act.STOPPED, on=form.on, by=by.subject, at=at, said=said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
