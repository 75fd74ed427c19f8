"""Go on with a subscription that was paused, or send everything again from a moment on."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.feed import EventForgotten
from services.notifier.rules.subscription import SubscriptionState, refuse_ahead, refuse_over
from services.notifier.schemas.subscription import ResumeSubscription
from services.notifier.store.feed import find_place, get_feed
from services.notifier.store.subscription import lock_subscription
from services.notifier.tables import Progress, Subscription


async def resume_subscription(
    session: AsyncSession, subscription_id: UUID, form: ResumeSubscription, *, at: datetime
) -> tuple[Subscription, Progress]:
    """Active, and tried at once. Without a moment it goes on where it stood, which must still be kept.

    Raises SubscriptionNotFound, SubscriptionOver, MomentAhead, EventForgotten.
    """
    subscription, progress = await lock_subscription(session, subscription_id)
    refuse_over(subscription.state)
    refuse_ahead(form.since, at)
    if form.since:
        progress.position, progress.turn = await find_place(session, form.since), progress.turn + 1
    elif progress.position < (await get_feed(session)).forgotten:
        raise EventForgotten(pointer="/since")

    progress.failures, progress.failing_since, progress.due_at = 0, None, at
    subscription.state, subscription.paused_at, subscription.paused_because = SubscriptionState.ACTIVE, None, ""
    session.add_all([subscription, progress])
    await session.flush()
    return subscription, progress
