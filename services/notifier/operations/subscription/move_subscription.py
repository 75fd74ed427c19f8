"""Send what a subscription is owed to another address from now on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.address import Network, judge_webhook
from services.notifier.rules.subscription import NotPushed, Way, refuse_over
from services.notifier.schemas.subscription import Endpoint, MoveSubscription
from services.notifier.store.subscription import lock_subscription
from services.notifier.tables import Progress, Subscription
from shared.vault import seal, unseal


async def move_subscription(
    session: AsyncSession, subscription_id: UUID, form: MoveSubscription, *, allowed: Collection[Network], at: datetime
) -> tuple[Subscription, Progress]:
    """The same subscription elsewhere: its secrets, its place in the feed and its state stay, and so does what is known of its
    failing, which the first event that arrives ends. One that fails is tried there at once; a paused one waits to be resumed.
    Moved to where it is already, nothing changes.

    Raises SubscriptionNotFound, SubscriptionOver, NotPushed, WebhookAddressRefused.
    """
    subscription, progress = await lock_subscription(session, subscription_id)
    refuse_over(subscription.state)
    if subscription.way is not Way.WEBHOOK:
        raise NotPushed
    judge_webhook(form.address, allowed=allowed, pointer="/address")

    before = Endpoint.model_validate_json(unseal(subscription.sealed_endpoint))
    if before.address == form.address:
        return subscription, progress
    endpoint = before.model_copy(update={"address": form.address})
    subscription.sealed_endpoint, subscription.moved_at = seal(endpoint.model_dump_json()), at
    if progress.failures:
        progress.due_at = at
    session.add_all([subscription, progress])
    await session.flush()
    return subscription, progress
