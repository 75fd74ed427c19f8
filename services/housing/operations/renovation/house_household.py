from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between, must_not_be_built
from services.housing.schemas.renovation import DatedStep
from services.housing.schemas.renovation_told import progressed
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.security import Principal


async def house_household(
    session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime
) -> Renovation:
    """A household that does not build has moved in: care, a rented or a provided dwelling.

    Raises NoSuchRenovation, BuildersWay, RenovationStateForbids, WorksOutOfTime.
    """
    renovation = await lock_renovation(session, renovation_id)

    must_not_be_built(renovation.mode)
    state = move(renovation.state, Act.HOUSED)
    must_be_between(form.on, since=renovation.signed_on, today=china(at).date(), pointer="/on")

    renovation.state, renovation.finished_on = state, form.on
    add_event(session, renovation, Act.HOUSED, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()

    await outbox.record(session, progressed(renovation, on=form.on))
    return renovation
