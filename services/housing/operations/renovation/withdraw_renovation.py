from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.progress import is_public
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between
from services.housing.schemas.renovation import WithdrawRenovation
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationEnded, RenovationProgressed
from shared.security import Principal


async def withdraw_renovation(
    session: AsyncSession, renovation_id: UUID, form: WithdrawRenovation, *, by: Principal, at: datetime
) -> Renovation:
    """A renovation does not go on: death, a move, the household's wish. What was accepted is first unaccepted.

    Raises NoSuchRenovation, RenovationStateForbids, WorksOutOfTime.
    """
    renovation = await lock_renovation(session, renovation_id)

    state = move(renovation.state, Act.WITHDRAWN, renovation.mode)
    must_be_between(form.on, since=renovation.applied_on, today=china(at).date(), pointer="/on")

    shown = renovation.notice_for if not renovation.has_stood else None
    was_public = is_public(renovation.state, has_stood=renovation.has_stood)
    renovation.state, renovation.stop_why, renovation.notice_for = state, None, None
    renovation.asks = renovation.asked_on = None
    add_event(session, renovation, Act.WITHDRAWN, on=form.on, by=by.subject, at=at, said=form.why)
    session.add(renovation)
    await session.flush()

    await outbox.record(
        session,
        RenovationEnded(
            renovation_id=renovation.id, ended_as="withdrawn", matter_id=shown, region=renovation.region, ended_on=form.on
        ),
    )
    await follow_renovation(session, renovation, on=china(at).date())
    if was_public:
        await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
