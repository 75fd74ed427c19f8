from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.household_question import must_be_settled
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between, must_be_built
from services.housing.schemas.renovation import DatedStep
from services.housing.store.awaited_step import follow_renovation
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.tables import Renovation
from shared.clock import china
from shared.security import Principal


async def start_works(session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime) -> Renovation:
    """Works begin, or go on after a stop.

    Raises NoSuchRenovation, NotTheBuildersWay, RenovationStateForbids, HouseholdUnsettled, WorksOutOfTime.
    """
    renovation = await lock_renovation(session, renovation_id)

    must_be_built(renovation.mode)
    act = Act.RESUMED if renovation.stop_why is not None else Act.STARTED
    state = move(renovation.state, act)
    must_be_settled(renovation.asks)
    must_be_between(form.on, since=renovation.started_on or renovation.signed_on, today=china(at).date(), pointer="/on")

    renovation.state, renovation.stop_why = state, None
    renovation.started_on = renovation.started_on or form.on
    add_event(session, renovation, act, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())
    return renovation
