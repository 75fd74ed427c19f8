"""Send a subscription's address a test, now, and say what came of it."""

from datetime import datetime
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.receivers import Receivers
from services.notifier.rules.feed import PING
from services.notifier.rules.push import Reply
from services.notifier.rules.subscription import NotPushed, Way, refuse_over, secrets_at
from services.notifier.schemas.subscription import Endpoint
from services.notifier.store.subscription import get_subscription
from shared.events.wire import CONTENT_TYPE
from shared.ids import uuid7
from shared.vault import unseal


async def ping_subscription(session: AsyncSession, receivers: Receivers, subscription_id: UUID, *, at: datetime) -> Reply:
    """Signed and shaped as everything that is sent there; it changes nothing. A paused one may be tested before it goes on.

    Raises SubscriptionNotFound, SubscriptionOver, NotPushed.
    """
    subscription, _ = await get_subscription(session, subscription_id)
    refuse_over(subscription.state)
    if subscription.way is not Way.WEBHOOK:
        raise NotPushed

    endpoint = Endpoint.model_validate_json(unseal(subscription.sealed_endpoint))
    message_id = str(uuid7())
    body = orjson.dumps(
        {
            "specversion": "1.0",
            "id": message_id,
            "source": "/jishiyu/notifier",
            "type": PING,
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": {"subscription_id": str(subscription.id)},
        }
    )
    signing = secrets_at(endpoint.secret, endpoint.former_secret, endpoint.former_until, at)
    async with receivers.line(endpoint.address) as line:
        return await line.send(body, message_id=message_id, secrets=signing, kind=CONTENT_TYPE)
