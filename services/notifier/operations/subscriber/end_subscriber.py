"""Take back everything that another system was granted."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.subscription import SubscriptionState
from services.notifier.store.subscription import SubscriberNotFound, find_subscriber, list_open_of
from services.notifier.tables import Subscriber


async def end_subscriber(session: AsyncSession, code: str, *, at: datetime) -> Subscriber:
    """From now on it reads nothing and is sent nothing. Ended again, it stays ended since the first time.

    Raises SubscriberNotFound.
    """
    known = await find_subscriber(session, code, is_locked=True)
    if known is None:
        raise SubscriberNotFound(asked=code)
    open_ones = await list_open_of(session, known.id)

    known.ended_at = known.ended_at or at
    session.add(known)
    for each in open_ones:
        each.state, each.ended_at = SubscriptionState.ENDED, at
        session.add(each)
    await session.flush()
    return known
