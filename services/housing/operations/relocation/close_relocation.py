from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.old_house import NotAllFollowed, left_to_do
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move
from services.housing.rules.support import SupportState
from services.housing.schemas.relocation import EndRelocation
from services.housing.store.relocation import add_event, lock_relocation
from services.housing.store.support import list_checks, list_supports
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def close_relocation(
    session: AsyncSession, relocation_id: UUID, form: EndRelocation, *, by: Principal, at: datetime
) -> Relocation:
    """Everything is done: the old house is gone, its plot reclaimed, what was owed answered, and the looks are over. Whoever
    closes sees both the old village and the site.

    Raises NoSuchRelocation, RelocationStateForbids, NotAllFollowed, ProgrammeOutOfTime.
    """
    relocation = await lock_relocation(session, relocation_id)
    open_supports = [each.title for each in await list_supports(session, relocation.id) if each.state is SupportState.OPEN]
    open_checks = sum(1 for each in await list_checks(session, relocation.id) if each.checked_on is None)

    state = move(relocation.state, RelocationAct.CLOSED)
    left = left_to_do(
        has_old_house=relocation.house_id is not None,
        demolished_on=relocation.demolished_on,
        reclaimed_on=relocation.reclaimed_on,
        open_supports=open_supports,
        open_checks=open_checks,
    )
    if left:
        raise NotAllFollowed(left=left)
    must_be_in_time(form.on, since=relocation.moved_on, today=china(at).date(), pointer="/on")

    relocation.state, relocation.ended_on, relocation.ended_why = state, form.on, form.why
    session.add(relocation)
    add_event(session, relocation, RelocationAct.CLOSED, on=form.on, by=by.subject, at=at, says=form.why)
    await session.flush()
    return relocation
