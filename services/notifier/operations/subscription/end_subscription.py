"""End a subscription."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.subscription import SubscriptionState
from services.notifier.store.subscription import lock_subscription
from services.notifier.tables import Progress, Subscription


async def end_subscription(session: AsyncSession, subscription_id: UUID, *, at: datetime) -> tuple[Subscription, Progress]:
    """Nothing is sent any more. Ended again, it stays ended since the first time. Raises SubscriptionNotFound."""
    subscription, progress = await lock_subscription(session, subscription_id)
    subscription.state, subscription.ended_at = SubscriptionState.ENDED, subscription.ended_at or at
    session.add(subscription)
    await session.flush()
    return subscription, progress
