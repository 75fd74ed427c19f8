from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move
from services.housing.schemas.relocation import EndRelocation
from services.housing.store.awaited_step import end_steps
from services.housing.store.lot import must_not_be_listed
from services.housing.store.relocation import add_event, lock_relocation
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def withdraw_relocation(
    session: AsyncSession, relocation_id: UUID, form: EndRelocation, *, by: Principal, at: datetime
) -> Relocation:
    """A household does not move after all: death, another home, an objection. What it had drawn is free for the next lot; the
    result of its lot stays as it was.

    Raises NoSuchRelocation, LotUnderWay, RelocationStateForbids, ProgrammeOutOfTime.
    """
    relocation = await lock_relocation(session, relocation_id)
    await must_not_be_listed(session, relocation)

    state = move(relocation.state, RelocationAct.WITHDRAWN)
    since = relocation.contract_on or relocation.wished_on or relocation.named_on
    must_be_in_time(form.on, since=since, today=china(at).date(), pointer="/on")

    relocation.state, relocation.ended_on, relocation.ended_why = state, form.on, form.why
    relocation.dwelling_id = relocation.question = relocation.questioned_on = None
    session.add(relocation)
    add_event(session, relocation, RelocationAct.WITHDRAWN, on=form.on, by=by.subject, at=at, says=form.why)
    await session.flush()

    await end_steps(session, Matter.RELOCATION, relocation.id, on=form.on)
    return relocation
