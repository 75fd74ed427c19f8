from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.relocation import RelocationAct, RelocationState, move
from services.housing.store.relocation import add_event, lock_list, lock_of_list
from services.housing.tables import RelocationList

BY_NOTICE = "公示"


async def note_list(session: AsyncSession, matter_id: UUID, *, has_stood: bool, on: date, at: datetime) -> RelocationList | None:
    """A list has stood: its households take part in the lot. Or an objection was found right: they are to be looked at and
    shown again. Whoever declined meanwhile stays out. None where the list is not ours to see, or its end was told before.
    """
    shown = await lock_list(session, matter_id)
    if shown is None or shown.stood is not None:
        return None
    listed = [each for each in await lock_of_list(session, shown.id) if each.state is RelocationState.LISTED]

    act = RelocationAct.NOTICE_STOOD if has_stood else RelocationAct.NOTICE_STOPPED

    shown.stood, shown.ended_on = has_stood, on
    session.add(shown)
    for each in listed:
        each.state = move(each.state, act)
        if not has_stood:
            each.list_id = None
        add_event(session, each, act, on=on, by=BY_NOTICE, at=at)
        session.add(each)
    await session.flush()
    return shown
