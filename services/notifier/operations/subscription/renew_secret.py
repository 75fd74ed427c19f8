"""Give a subscription another secret, while the one before stays good for a day."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.subscription import FORMER_SECRET_STAYS, SECRET_BYTES, NotPushed, Way, refuse_over, secret_of
from services.notifier.schemas.subscription import Endpoint
from services.notifier.store.subscription import lock_subscription
from services.notifier.tables import Progress, Subscription
from shared.vault import seal, unseal


async def renew_secret(session: AsyncSession, subscription_id: UUID, *, at: datetime) -> tuple[Subscription, Progress, str]:
    """The subscription and its new secret, which is shown this once. Renewed twice in a day, the oldest is good no more.

    Raises SubscriptionNotFound, SubscriptionOver, NotPushed.
    """
    subscription, progress = await lock_subscription(session, subscription_id)
    refuse_over(subscription.state)
    if subscription.way is not Way.WEBHOOK:
        raise NotPushed

    before = Endpoint.model_validate_json(unseal(subscription.sealed_endpoint))
    secret = secret_of(secrets.token_bytes(SECRET_BYTES))
    endpoint = Endpoint(address=before.address, secret=secret, former_secret=before.secret, former_until=at + FORMER_SECRET_STAYS)
    subscription.sealed_endpoint, subscription.secret_renewed_at = seal(endpoint.model_dump_json()), at
    session.add(subscription)
    await session.flush()
    return subscription, progress, secret
