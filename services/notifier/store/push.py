"""What came of an event that was sent to another system, and what follows for its subscription."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.feed import bus_subject
from services.notifier.rules.message import MessageKind
from services.notifier.rules.push import PushState, Reply
from services.notifier.rules.routing import officer_of
from services.notifier.rules.subscription import SubscriptionState
from services.notifier.store.feed import Owed, Turn
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Push, Subscription
from shared import rows, settings

OWED_ON_THE_BUS = 500
"""So many messages may wait for the bus before more of a feed are put behind them: our own facts must not wait for a replay."""

_OWE = text(rows.OWE)
_WAITING = text("SELECT count(*) FROM (SELECT FROM outbox LIMIT :limit) AS waiting")


def push_of(subscription: Subscription, owed: Owed, known: Push | None, *, at: datetime) -> Push:
    """The record of an event on its way there: the one that is known, or a new one. Sent anew, it has its three days anew."""
    if known:
        known.first_at = known.first_at if known.state is PushState.FAILED else at
        return known
    return Push(
        subscription_id=subscription.id,
        code=subscription.code,
        region=subscription.region,
        event_id=owed.event_id,
        type=owed.type,
        state=PushState.FAILED,
        attempts=0,
        took_ms=0,
        first_at=at,
        last_at=at,
    )


def write_reply(push: Push, reply: Reply, *, state: PushState, at: datetime, due_at: datetime | None, is_aside: bool) -> Push:
    """One more attempt and what came of it."""
    push.attempts, push.last_at, push.state, push.due_at, push.is_aside = push.attempts + 1, at, state, due_at, is_aside
    push.status, push.answer, push.took_ms = reply.status, reply.answer, reply.took_ms
    push.error = "" if reply.is_taken else reply.said
    return push


async def pause(session: AsyncSession, turn: Turn, why: str, *, at: datetime) -> None:
    """Send nothing more until somebody says so, and tell whoever granted it."""
    subscription, subscriber = turn.subscription, turn.subscriber
    subscription.state, subscription.paused_at, subscription.paused_because = SubscriptionState.PAUSED, at, why
    session.add(subscription)
    await session.flush()
    region = "" if subscriber.region == "*" else subscriber.region
    desk = officer_of(region, await list_desks(session, region) if region else [])
    letter = letter_to(
        desk,
        MessageKind.SUBSCRIPTION_PAUSED,
        About(subscriber.region, matter_id=subscription.id),
        at=at,
        title=subscriber.title,
        reason=why,
        link=link.subscription(settings.current().base_url, subscription.id),
    )
    await add_letters(session, [letter])


async def owe_to_subscriber(session: AsyncSession, turn: Turn, owed: Sequence[Owed]) -> None:
    """Owe these to the subscriber's own subjects of the bus. Begun anew, a reading goes under other ids: the broker would drop
    what it thinks a repetition."""
    code, number = turn.subscriber.code, turn.progress.turn
    debts = [
        {
            "event_id": uuid5(NAMESPACE_OID, f"{turn.subscription.id} {number} {each.event_id}"),
            "subject": bus_subject(code, each.type),
            "body": each.body,
            "traceparent": None,
        }
        for each in owed
    ]
    await session.execute(_OWE, rows.owing(debts))


async def is_bus_behind(session: AsyncSession) -> bool:
    """Whether much waits for the bus already."""
    return int((await session.execute(_WAITING, {"limit": OWED_ON_THE_BUS})).scalar_one()) >= OWED_ON_THE_BUS
