from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.progress import is_public
from services.housing.rules.renovation import MOVES, Act, move
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.renovation import add_event, lock_renovation_shown
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.events.housing import RenovationProgressed


async def note_notice(session: AsyncSession, matter_id: UUID, *, has_stood: bool, on: date, at: datetime) -> Renovation | None:
    """Funds says that a notice's days are over without objection, or that an objection was found right: then the level below
    looks again. None where the notice is of no renovation, or a later one is up.
    """
    renovation = await lock_renovation_shown(session, matter_id)
    if renovation is None or renovation.has_stood:
        return renovation

    act = Act.NOTICE_STOOD if has_stood else Act.NOTICE_STOPPED
    if renovation.state not in MOVES[act]:
        return renovation  # withdrawn or refused since
    renovation.state, renovation.has_stood = move(renovation.state, act, renovation.mode), has_stood
    if not has_stood:
        # The level below agreed before and its notice has stood: only this level's opinion is void.
        renovation.notice_for, renovation.has_stood = None, True
    add_event(session, renovation, act, on=on, by="funds", at=at)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=on)

    if is_public(renovation.state, has_stood=has_stood):
        await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=on)))
    return renovation
