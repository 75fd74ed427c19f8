"""Open a subscription: from here on what a system asks for is sent to it."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.address import Network, judge_webhook
from services.notifier.rules.subscription import (
    SECRET_BYTES,
    SUBSCRIPTIONS_LIMIT,
    CodeMissing,
    SubscribedOverTheBus,
    SubscriptionState,
    TooManySubscriptions,
    Way,
    judge_asked,
    places_of,
    refuse_ahead,
    secret_of,
)
from services.notifier.schemas.subscription import Endpoint, OpenSubscription
from services.notifier.store.feed import find_place
from services.notifier.store.subscription import get_subscriber, list_open_of, rights_of
from services.notifier.tables import Progress, Subscription
from shared.security import Principal, Role
from shared.vault import seal


async def open_subscription(
    session: AsyncSession, form: OpenSubscription, *, allowed: Collection[Network], by: Principal, at: datetime
) -> tuple[Subscription, Progress, str]:
    """The subscription, how far it is, and the secret, which is shown this once (empty over the bus, where a password stands).

    Raises CodeMissing, SubscriberNotFound, SubscriberEnded, NotGranted, TooManySubscriptions, SubscribedOverTheBus, MomentAhead,
    WebhookAddressRefused.
    """
    subscriber = await get_subscriber(session, _whose(form, by))
    others = await list_open_of(session, subscriber.id)
    place = await find_place(session, form.since)

    region = form.region or subscriber.region
    judge_asked(rights_of(subscriber), region=region, types=form.types)
    refuse_ahead(form.since, at)
    if len(others) >= SUBSCRIPTIONS_LIMIT:
        raise TooManySubscriptions(limit=SUBSCRIPTIONS_LIMIT)
    if form.way is Way.NATS and any(other.way is Way.NATS for other in others):
        raise SubscribedOverTheBus
    if form.way is Way.WEBHOOK:
        judge_webhook(form.address, allowed=allowed, pointer="/address")

    secret = secret_of(secrets.token_bytes(SECRET_BYTES)) if form.way is Way.WEBHOOK else ""
    address = form.address if form.way is Way.WEBHOOK else ""
    subscription = Subscription(
        subscriber_id=subscriber.id,
        code=subscriber.code,
        region=region,
        places=places_of(region),
        types=form.types,
        way=form.way,
        sealed_endpoint=seal(Endpoint(address=address, secret=secret).model_dump_json()),
        state=SubscriptionState.ACTIVE,
        opened_by=by.subject,
        opened_at=at,
    )
    session.add(subscription)
    await session.flush()
    progress = Progress(subscription_id=subscription.id, code=subscriber.code, region=region, position=place, due_at=at)
    session.add(progress)
    await session.flush()
    return subscription, progress, secret


def _whose(form: OpenSubscription, by: Principal) -> str:
    if by.role is not Role.SUBSCRIBER:
        if form.code is None:
            raise CodeMissing(pointer="/code")
        return form.code
    if form.code not in (None, by.org):
        raise CodeMissing(pointer="/code", given=form.code)
    return by.org
