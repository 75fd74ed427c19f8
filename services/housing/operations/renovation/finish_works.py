from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between, must_be_inspected
from services.housing.schemas.renovation import DatedStep
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.renovation import add_event, list_stages_seen, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def finish_works(session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime) -> Renovation:
    """The works are over, every stage was looked at. Raises NoSuchRenovation, RenovationStateForbids, WorksOutOfTime,
    StagesUninspected."""
    renovation = await lock_renovation(session, renovation_id)
    seen = await list_stages_seen(session, renovation.id)

    state = move(renovation.state, Act.FINISHED, renovation.mode)
    must_be_between(form.on, since=renovation.started_on, today=china(at).date(), pointer="/on")
    must_be_inspected(renovation.mode, seen)

    renovation.state, renovation.finished_on = state, form.on
    add_event(session, renovation, Act.FINISHED, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
