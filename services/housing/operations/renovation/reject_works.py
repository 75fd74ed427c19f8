from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between
from services.housing.schemas.renovation import RejectWorks
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def reject_works(
    session: AsyncSession, renovation_id: UUID, form: RejectWorks, *, by: Principal, at: datetime
) -> Renovation:
    """The county does not accept the house: the works go on. Raises NoSuchRenovation, RenovationStateForbids, WorksOutOfTime."""
    renovation = await lock_renovation(session, renovation_id)

    state = move(renovation.state, Act.NOT_ACCEPTED, renovation.mode)
    must_be_between(form.on, since=renovation.finished_on, today=china(at).date(), pointer="/on")

    renovation.state, renovation.finished_on = state, None
    add_event(session, renovation, Act.NOT_ACCEPTED, on=form.on, by=by.subject, at=at, said=form.why)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
