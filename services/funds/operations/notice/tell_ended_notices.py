from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import NoticeState, state_of
from services.funds.store.commissioned_notice import get_commissioned, lock_untold_commissions
from shared import outbox
from shared.events.funds import NoticeEnded

MANY = 200
"""A county's notices of a month; more are looked at in the same tick, one such piece after another."""

_ENDED = frozenset({NoticeState.STOOD, NoticeState.STOPPED})


async def tell_ended_notices(session: AsyncSession, *, on: date) -> int:
    """Tell whoever asked for a notice how it ended: stood its days without an objection that holds, or stopped by one.

    A notice ends by its days alone, with nothing written, so this looks. Gives how many were told of.
    """
    told, after = 0, None
    while commissions := await lock_untold_commissions(session, on=on, after=after, limit=MANY):
        after = commissions[-1].id
        events = list[NoticeEnded]()
        for commission in commissions:
            found = await get_commissioned(session, commission)
            state = state_of(found.standing, on=on)
            if state not in _ENDED:
                continue
            commission.told_on = on
            session.add(commission)
            events.append(_ended(found.notice.id, found.notice.about, commission.id, commission.region, state, on=on))
        await session.flush()
        await outbox.record(session, *events)
        told += len(events)
    return told


def _ended(notice_id: UUID, about: str, matter_id: UUID, region: str, state: NoticeState, *, on: date) -> NoticeEnded:
    return NoticeEnded(
        notice_id=notice_id,
        about=about,
        about_id=matter_id,
        region=region,
        has_stood=state is NoticeState.STOOD,
        ended_on=on,
    )
