from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import must_all_be_through, must_be_in_time, must_go_on
from services.housing.rules.relocation import GOING_ON, RELOCATION_STATE_NAMES
from services.housing.schemas.programme import EndProgramme
from services.housing.store.programme import lock_programme
from services.housing.store.relocation import count_by_village
from services.housing.tables import Programme
from shared.security import Principal


async def end_programme(
    session: AsyncSession, programme_id: UUID, form: EndProgramme, *, by: Principal, today: date
) -> Programme:
    """Every household of the programme is through. Raises NoSuchProgramme, OutsideRegion, ProgrammeEnded, ProgrammeOutOfTime,
    HouseholdsStillOnTheWay."""
    programme = await lock_programme(session, programme_id)
    by.must_cover(programme.region)
    waiting = {state for _, state in await count_by_village(session, programme.id) if state in GOING_ON}

    must_go_on(programme.ended_on)
    must_be_in_time(form.ended_on, since=programme.opened_on, today=today, pointer="/ended_on")
    must_all_be_through([RELOCATION_STATE_NAMES[state] for state in waiting])

    programme.ended_on, programme.ended_why = form.ended_on, form.why
    session.add(programme)
    await session.flush()
    return programme
