"""Send one event again to an address, on somebody's wish."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.feed import EventForgotten
from services.notifier.rules.push import PushState
from services.notifier.rules.subscription import refuse_over
from services.notifier.store.subscription import PushNotFound, find_event, lock_push, lock_subscription
from services.notifier.tables import Push


async def resend_push(session: AsyncSession, subscription_id: UUID, push_id: UUID, *, at: datetime) -> Push:
    """The push, due at once and tried for three days again. One that holds up those behind it stays in their order, and the
    subscription is tried at once.

    Raises SubscriptionNotFound, PushNotFound, SubscriptionOver, EventForgotten.
    """
    subscription, progress = await lock_subscription(session, subscription_id)
    push = await lock_push(session, push_id)
    if push.subscription_id != subscription.id:
        raise PushNotFound(asked=str(push_id))
    refuse_over(subscription.state)
    if await find_event(session, push.event_id) is None:
        raise EventForgotten

    if push.state is PushState.FAILED and not push.is_aside:
        progress.due_at = at
        session.add(progress)
    else:
        push.state, push.is_aside, push.first_at, push.due_at = PushState.FAILED, True, at, at
        session.add(push)
    await session.flush()
    return push
