from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.house_money import must_say_what
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import is_visit, must_be_between
from services.housing.schemas.renovation import DatedStep
from services.housing.store.awaited_step import end_steps
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.tables import Renovation
from shared.clock import china
from shared.security import Principal


async def visit_again(
    session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime, is_sound: bool = True
) -> Renovation:
    """Somebody looked whether the house is still sound: the visit that is due next is done, unless its day is far off. Of a
    house that is not it stays due: somebody looks again once it was mended.

    Raises NoSuchRenovation, RenovationStateForbids, WorksOutOfTime, WhatIsWrongMissing.
    """
    renovation = await lock_renovation(session, renovation_id)

    state = move(renovation.state, Act.VISITED, renovation.mode)
    must_be_between(form.on, since=renovation.closed_on, today=china(at).date(), pointer="/on")
    must_say_what(form.said, is_sound=is_sound)

    is_due = bool(renovation.visits_due) and is_visit(form.on, date.fromisoformat(renovation.visits_due[0]))
    renovation.state = state
    if is_sound and is_due:
        renovation.visits_due = renovation.visits_due[1:]
    event = add_event(session, renovation, Act.VISITED, on=form.on, by=by.subject, at=at, said=form.said)
    event.is_sound = is_sound
    session.add(renovation)
    await session.flush()

    if is_sound and is_due:
        await end_steps(session, Matter.VISIT, renovation.id, on=form.on, at_most=1)
    return renovation
